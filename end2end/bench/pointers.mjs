// @ts-check
/**
 * How long a pointer is on its way while four connections of two people say 200 messages a second
 * together; the pointer moves on one of the four. Prints one line; judges nothing.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Account } from '../clients/http.mjs';
import { Server } from '../tools/server.mjs';

const SECONDS = 10;
const MESSAGES_A_SECOND = 50;
const MOVES_A_SECOND = 25;

const server = await Server.start();
try {
  const ada = await new Account(server.url, 'ada').enter();
  const grace = await new Account(server.url, 'grace').enter();
  const session_uuid = await ada.createSession('Pointers');
  await grace.joinSession(session_uuid);

  /** @param {Account} account */
  const open = async (account) => {
    const socket = io(`${server.url}/session`, {
      transports: ['websocket'],
      forceNew: true,
      extraHeaders: { Cookie: account.cookie },
    });
    await socket.timeout(5_000).emitWithAck('join', { session_uuid });
    return socket;
  };
  const [mover, ...talkers] = await Promise.all([ada, ada, grace, grace].map(open));
  const watcher = await open(grace);
  if (!mover) throw new Error('nobody is there');

  /** @type {number[]} */
  const delays = [];
  watcher.on('pointer_moved', ({ at }) => delays.push(performance.now() - at.x * 1e6));
  let refused = 0;
  const until = performance.now() + SECONDS * 1_000;
  /** @param {import('socket.io-client').Socket} socket */
  const talk = async (socket) => {
    while (performance.now() < until) {
      const said = socket.emitWithAck('send_message', { session_uuid, cid: randomUUID(), text: 'more' });
      void said.then((ack) => (refused += 'err' in ack ? 1 : 0));
      await sleep(1_000 / MESSAGES_A_SECOND);
    }
  };
  const move = async () => {
    while (performance.now() < until) {
      // The place is the time, as a share of 1,000 s.
      const at = { card: 'x', within: 'card', x: performance.now() / 1e6, y: 0.5 };
      mover.emit('pointer', { session_uuid, at });
      await sleep(1_000 / MOVES_A_SECOND);
    }
  };
  await Promise.all([move(), ...[mover, ...talkers].map(talk)]);
  await sleep(500);
  delays.sort((a, b) => a - b);
  const percentile = (/** @type {number} */ share) => delays[Math.floor((delays.length - 1) * share)]?.toFixed(1);
  console.log(`pointer beside ${4 * MESSAGES_A_SECOND} messages a second: p50 ${percentile(0.5)} ms, p95 ${percentile(0.95)} ms, p99 ${percentile(0.99)} ms of ${delays.length} (${refused} messages refused)`);
  for (const socket of [mover, watcher, ...talkers]) socket.disconnect();
} finally {
  await server.stop();
}
