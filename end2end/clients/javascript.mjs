// @ts-check
/** npm's socket.io-client takes part in a session: by WebSocket, by polling, and by an upgrade. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';
import { Proxy } from '../tools/proxy.mjs';
import { Account } from './http.mjs';

const TRANSPORTS = /** @type {const} */ ({
  websocket: ['websocket'],
  polling: ['polling'],
  upgrade: ['polling', 'websocket'],
});

/** @typedef {(client: string, claim: string, trouble: string | null) => void} Report */

/** @param {string} url @param {Report} report */
export async function tellJavaScript(url, report) {
  const tag = randomUUID().slice(0, 8);
  const ada = await new Account(url, `js-ada-${tag}`).enter();
  const grace = await new Account(url, `js-grace-${tag}`).enter();
  const noor = await new Account(url, `js-noor-${tag}`).enter();
  for (const [way, transports] of Object.entries(TRANSPORTS)) {
    const client = `socket.io-client, ${way}`;
    const uuid = await ada.createSession(`By ${way}`);
    await grace.joinSession(uuid);
    /** @param {Account} account */
    const open = (account) => connected(url, [...transports], account);

    /** @type {[string, () => Promise<void>][]} */
    const claims = [
      ['sends_with_an_ack_and_is_heard', () => sendsAndIsHeard(open, ada, grace, uuid)],
      ['resumes_after_its_cursor', () => resumes(open, ada, grace, uuid)],
      ['is_heard_by_everyone_and_typing_by_the_others', () => broadcasts(open, ada, grace, uuid)],
      ['hears_nothing_after_leaving', () => leaves(open, ada, grace, uuid)],
      ['is_gone_for_the_others_after_disconnecting', () => disconnects(open, ada, grace, uuid)],
      ['comes_back_by_itself_and_catches_up', () => comesBack(url, [...transports], ada, grace, uuid, open)],
      ['is_refused_an_unknown_namespace', () => isRefusedNamespace(url, [...transports], ada)],
      ['is_refused_from_another_site', () => isRefusedElsewhere(url, [...transports], ada)],
      ['is_acked_once_for_one_cid', () => isStoredOnce(open, ada, uuid)],
      ['is_refused_without_a_login', () => isRefusedWithoutLogin(url, [...transports])],
      ['is_refused_as_a_stranger', () => strangerIsRefused(open, noor, uuid)],
      ['gets_an_err_ack_for_malformed_payloads', () => malformedIsAnswered(open, ada, uuid)],
    ];
    if (way === 'upgrade') claims.push(['ends_on_a_websocket', () => upgrades(open, ada)]);
    for (const [claim, check] of claims) {
      try {
        await check();
        report(client, claim, null);
      } catch (error) {
        report(client, claim, error instanceof Error ? error.message : String(error));
      }
    }
  }
}

/** Comes in by this address, and takes part. @param {string} url */
export async function isReachedAt(url) {
  const tag = randomUUID().slice(0, 8);
  const ada = await new Account(url, `ada-${tag}`).enter();
  const session_uuid = await ada.createSession('Nearby');
  for (const transports of Object.values(TRANSPORTS)) {
    const socket = await connected(url, [...transports], ada);
    const { me } = await ask(socket, 'join', { session_uuid });
    assert.equal(me.name, ada.name);
    socket.disconnect();
  }
}

/** @typedef {import('socket.io-client').Socket} Socket */
/** @typedef {(account: Account) => Promise<Socket>} Open */

/**
 * @param {string} url @param {string[]} transports @param {Account | null} account
 * @param {{ namespace?: string, headers?: Record<string, string>, reconnection?: boolean }} [how]
 */
function dial(url, transports, account, { namespace = '/session', headers = {}, reconnection = false } = {}) {
  return io(`${url}${namespace}`, {
    transports,
    forceNew: true,
    reconnection,
    reconnectionDelay: 50,
    timeout: 5_000,
    extraHeaders: { ...headers, ...(account ? { Cookie: account.cookie } : {}) },
  });
}

/** @param {string} url @param {string[]} transports @param {Account} account @returns {Promise<Socket>} */
function connected(url, transports, account) {
  const socket = dial(url, transports, account);
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(socket));
    socket.on('connect_error', reject);
  });
}

/** The ack's `ok`; an `err` is thrown as its code. @param {Socket} socket @param {string} event @param {unknown} payload */
async function ask(socket, event, payload) {
  const ack = await socket.timeout(5_000).emitWithAck(event, payload);
  if ('err' in ack) throw new Error(`${ack.err.code}: ${ack.err.message}`);
  return ack.ok;
}

/** The ack's `err`. @param {Socket} socket @param {string} event @param {unknown} payload */
async function refusal(socket, event, payload) {
  const ack = await socket.timeout(5_000).emitWithAck(event, payload);
  assert.ok('err' in ack, `${event} was taken: ${JSON.stringify(ack)}`);
  assert.equal(typeof ack.err.message, 'string');
  return ack.err.code;
}

/** @param {Socket} socket @param {string} event @param {(data: any) => boolean} wanted @param {number} [ms] */
function heard(socket, event, wanted, ms = 5_000) {
  return new Promise((resolve, reject) => {
    const impatience = setTimeout(() => reject(new Error(`no ${event} within ${ms} ms`)), ms);
    socket.on(event, (data) => {
      if (!wanted(data)) return;
      clearTimeout(impatience);
      resolve(data);
    });
  });
}

/** @param {Open} open @param {Account} ada @param {Account} grace @param {string} session_uuid */
async function sendsAndIsHeard(open, ada, grace, session_uuid) {
  const [one, other] = [await open(ada), await open(grace)];
  const joined = await ask(one, 'join', { session_uuid });
  assert.equal(joined.me.name, ada.name);
  assert.deepEqual(joined.members.map((/** @type {any} */ member) => member.person?.name ?? member.name), [ada.name, grace.name]);
  await ask(other, 'join', { session_uuid });
  const cid = randomUUID();
  const news = heard(other, 'receive_message', (event) => event.cid === cid);
  const ok = await ask(one, 'send_message', { session_uuid, cid, text: 'hello from JavaScript' });
  const event = await news;
  assert.equal(event.n, ok.n);
  assert.equal(event.id, ok.id);
  assert.equal(event.text, 'hello from JavaScript');
  assert.equal(event.by.name, ada.name);
  assert.equal(event.stream, session_uuid);
  assert.equal(ok.dup, false);
  const typing = heard(one, 'user_typing', (signal) => signal.user.name === grace.name && signal.is_typing);
  await ask(other, 'typing', { session_uuid, is_typing: true });
  await typing;
  one.close();
  other.close();
}

/** @param {Open} open @param {Account} ada @param {Account} grace @param {string} session_uuid */
async function resumes(open, ada, grace, session_uuid) {
  const one = await open(ada);
  const { head } = await ask(one, 'join', { session_uuid });
  one.close();
  const other = await open(grace);
  await ask(other, 'join', { session_uuid });
  const texts = Array.from({ length: 12 }, (_, at) => `missed ${at}`);
  for (const text of texts) await ask(other, 'send_message', { session_uuid, cid: randomUUID(), text });
  other.close();
  const again = await open(ada);
  const resumed = await ask(again, 'join', { session_uuid, after: head });
  assert.equal(resumed.head, head + texts.length);
  assert.deepEqual(resumed.events.map((/** @type {any} */ event) => event.text), texts);
  assert.deepEqual(resumed.events.map((/** @type {any} */ event) => event.n), texts.map((_, at) => head + 1 + at));
  const page = await ask(again, 'sync', { session_uuid, after: head, max: 5 });
  assert.deepEqual(page.events.map((/** @type {any} */ event) => event.text), texts.slice(0, 5));
  assert.equal(page.more, true);
  again.close();
}

/** @param {Open} open @param {Account} ada @param {Account} grace @param {string} session_uuid */
async function broadcasts(open, ada, grace, session_uuid) {
  const [one, tab, other] = [await open(ada), await open(ada), await open(grace)];
  for (const each of [one, tab, other]) await ask(each, 'join', { session_uuid });
  const cid = randomUUID();
  const all = Promise.all([one, tab, other].map((each) => heard(each, 'receive_message', (event) => event.cid === cid)));
  await ask(one, 'send_message', { session_uuid, cid, text: 'to all' });
  const [mine, , theirs] = await all;
  assert.deepEqual(mine, theirs);
  // A signal goes to the others only; what comes after it shows that it did not come.
  /** @type {string[]} */
  const echoed = [];
  one.on('user_typing', () => echoed.push('user_typing'));
  const typing = heard(other, 'user_typing', (signal) => signal.is_typing);
  await ask(one, 'typing', { session_uuid, is_typing: true });
  await typing;
  await ask(one, 'send_message', { session_uuid, cid: randomUUID(), text: 'after it' });
  assert.deepEqual(echoed, []);
  for (const each of [one, tab, other]) each.close();
}

/** @param {Open} open @param {Account} ada @param {Account} grace @param {string} session_uuid */
async function leaves(open, ada, grace, session_uuid) {
  const [one, other, tab] = [await open(ada), await open(grace), await open(grace)];
  for (const each of [one, other, tab]) await ask(each, 'join', { session_uuid });
  await ask(other, 'leave', { session_uuid });
  /** @type {unknown[]} */
  const overheard = [];
  other.on('receive_message', (event) => overheard.push(event));
  const cid = randomUUID();
  const still = heard(tab, 'receive_message', (event) => event.cid === cid);
  await ask(one, 'send_message', { session_uuid, cid, text: 'behind the door' });
  await still;
  // Its own ack would come after the message, had there been one.
  await ask(other, 'sync', { session_uuid, after: 0, max: 1 });
  assert.deepEqual(overheard, []);
  for (const each of [one, other, tab]) each.close();
}

/** @param {Open} open @param {Account} ada @param {Account} grace @param {string} session_uuid */
async function disconnects(open, ada, grace, session_uuid) {
  const [one, other] = [await open(ada), await open(grace)];
  for (const each of [one, other]) await ask(each, 'join', { session_uuid });
  /** @param {any} event */
  const away = ({ users }) => users.every((/** @type {any} */ user) => user.name !== grace.name || user.state === 'away');
  const gone = heard(one, 'users_updated', away, 15_000);
  const closed = new Promise((resolve) => other.on('disconnect', resolve));
  other.disconnect();
  assert.equal(await closed, 'io client disconnect');
  await gone;
  one.close();
}

/** Its connection breaks, as on a train; it dials again, joins after its cursor and has everything. @param {string} url @param {string[]} transports @param {Account} ada @param {Account} grace @param {string} session_uuid @param {Open} open */
async function comesBack(url, transports, ada, grace, session_uuid, open) {
  const line = await Proxy.open();
  line.to(Number(new URL(url).port));
  const one = dial(line.url, transports, ada, { reconnection: true });
  await new Promise((resolve) => one.once('connect', () => resolve(undefined)));
  const { head } = await ask(one, 'join', { session_uuid });
  const other = await open(grace);
  await ask(other, 'join', { session_uuid });
  const lost = new Promise((resolve) => one.once('disconnect', () => resolve(undefined)));
  const again = new Promise((resolve) => one.on('connect', () => resolve(undefined)));
  line.cut();
  await lost;
  await ask(other, 'send_message', { session_uuid, cid: randomUUID(), text: 'meanwhile' });
  line.restore();
  await again;
  const resumed = await ask(one, 'join', { session_uuid, after: head });
  assert.deepEqual(resumed.events.map((/** @type {any} */ event) => event.text), ['meanwhile']);
  for (const each of [one, other]) each.close();
  await line.close();
}

/** @param {string} url @param {string[]} transports @param {Account} ada */
async function isRefusedNamespace(url, transports, ada) {
  const socket = dial(url, transports, ada, { namespace: '/nowhere' });
  assert.equal((await refused(socket)).message, 'Invalid namespace');
}

/** @param {string} url @param {string[]} transports @param {Account} ada */
async function isRefusedElsewhere(url, transports, ada) {
  await refused(dial(url, transports, ada, { headers: { Origin: 'https://elsewhere.example' } }));
}

/** Why it could not connect. @param {Socket} socket @returns {Promise<Error>} */
async function refused(socket) {
  try {
    return await new Promise((resolve, reject) => {
      socket.on('connect', () => reject(new Error('it was let in')));
      socket.on('connect_error', resolve);
    });
  } finally {
    socket.close();
  }
}

/** @param {Open} open @param {Account} ada @param {string} session_uuid */
async function isStoredOnce(open, ada, session_uuid) {
  const one = await open(ada);
  const { head } = await ask(one, 'join', { session_uuid });
  const message = { session_uuid, cid: randomUUID(), text: 'once' };
  const first = await ask(one, 'send_message', message);
  const second = await ask(one, 'send_message', message);
  assert.deepEqual({ ...second, dup: false }, first);
  assert.equal(second.dup, true);
  const { events } = await ask(one, 'sync', { session_uuid, after: head, max: 100 });
  assert.equal(events.filter((/** @type {any} */ event) => event.text === 'once').length, 1);
  one.close();
}

/** @param {string} url @param {string[]} transports */
async function isRefusedWithoutLogin(url, transports) {
  await refused(dial(url, transports, null));
}

/** @param {Open} open @param {Account} noor @param {string} session_uuid */
async function strangerIsRefused(open, noor, session_uuid) {
  const stranger = await open(noor);
  /** @type {string[]} */
  const overheard = [];
  stranger.onAny((event) => overheard.push(event));
  assert.equal(await refusal(stranger, 'join', { session_uuid }), 'session/refused');
  for (const [event, rest] of /** @type {const} */ ([
    ['send_message', { cid: randomUUID(), text: 'let me in' }],
    ['typing', { is_typing: true }],
    ['sync', { after: 0, max: 100 }],
  ])) {
    assert.equal(await refusal(stranger, event, { session_uuid, ...rest }), 'session/refused');
  }
  assert.deepEqual(overheard.filter((event) => event !== 'server_message'), []);
  stranger.close();
}

/** @param {Open} open @param {Account} ada @param {string} session_uuid */
async function malformedIsAnswered(open, ada, session_uuid) {
  const one = await open(ada);
  await ask(one, 'join', { session_uuid });
  for (const payload of [
    {},
    'not an object',
    null,
    { session_uuid, cid: 'not-a-uuid', text: 'x' },
    { session_uuid, cid: randomUUID(), text: 7 },
    { session_uuid, cid: randomUUID(), text: 'x', by: { id: 1, name: 'somebody else' } },
    { session_uuid, cid: randomUUID(), text: '' },
    { session_uuid, cid: randomUUID(), text: 'x'.repeat(4_001) },
  ]) {
    assert.match(await refusal(one, 'send_message', payload), /^[a-z]+\/[a-z-]+$/);
  }
  // And it can go on.
  await ask(one, 'send_message', { session_uuid, cid: randomUUID(), text: 'still here' });
  one.close();
}

/** @param {Open} open @param {Account} ada */
async function upgrades(open, ada) {
  const one = await open(ada);
  const { engine } = one.io;
  if (engine.transport.name !== 'websocket') {
    await new Promise((resolve, reject) => {
      const impatience = setTimeout(() => reject(new Error('no upgrade within 5 s')), 5_000);
      engine.once('upgrade', () => {
        clearTimeout(impatience);
        resolve(undefined);
      });
    });
  }
  assert.equal(engine.transport.name, 'websocket');
  one.close();
}
