// @ts-check
/**
 * Socket.IO 5 over Engine.IO 4 as its specification has it, told by hand: handshakes, packets,
 * heartbeats, namespaces, acks, upgrades, and what is malformed. A program that speaks the protocol
 * right is answered right, one that does not is closed, and nobody else notices.
 */
import assert from 'node:assert/strict';
import { address, Line, NEXT, Poller, within } from './raw.mjs';

/** @typedef {import('./raw.mjs').Headers} Headers */
/** @typedef {{ url: string, headers: Headers, uuid: string }} Scene */

/** @type {Record<string, (scene: Scene) => Promise<void>>} */
export const PROTOCOL = {
  async a_handshake_by_polling_opens_a_session({ url, headers }) {
    const { opened } = await Poller.open(url, headers);
    assert.match(opened.sid, /^[\w-]{16,}$/);
    assert.deepEqual(opened.upgrades, ['websocket']);
    for (const ms of [opened.pingInterval, opened.pingTimeout]) assert.ok(ms >= 5_000 && ms <= 20_000);
    assert.equal(opened.maxPayload, 256 * 1024);
  },

  async a_handshake_by_websocket_opens_a_session({ url, headers }) {
    const line = await Line.open(url, headers);
    const opened = JSON.parse((await line.hear(() => true, 'open packet')).slice(1));
    assert.deepEqual(opened.upgrades, []);
    assert.ok(opened.pingInterval > 0);
    line.close();
  },

  async a_wrong_handshake_is_refused({ url, headers }) {
    for (const query of [
      'transport=polling',
      'EIO=abc&transport=polling',
      'EIO=3&transport=polling',
      'EIO=4',
      'EIO=4&transport=pigeon',
    ]) {
      assert.equal((await fetch(address(url, query), { headers })).status, 400, query);
      await assert.rejects(Line.open(url, headers, { query: query.replace('polling', 'websocket') }), /HTTP 400/);
    }
    for (const [method, status] of /** @type {const} */ ([['POST', 400], ['PUT', 405], ['DELETE', 405]])) {
      const answer = await fetch(address(url, 'EIO=4&transport=polling'), { method, headers });
      assert.equal(answer.status, status, method);
    }
  },

  async packets_pass_by_polling_one_and_many_at_a_time({ url, headers }) {
    const poller = await Poller.open(url, headers);
    assert.deepEqual(await poller.post('40'), { status: 200, text: 'ok' });
    await poller.hear((packet) => packet.startsWith('40{"sid"'), 'CONNECT');
    await poller.post(['3', '421["clock",{}]', '422["clock",{}]'].join(NEXT));
    const { packets } = await poller.poll();
    const rest = packets.some((packet) => packet.startsWith('432[')) ? [] : (await poller.poll()).packets;
    for (const ack of ['431[{"ok"', '432[{"ok"']) {
      assert.ok([...packets, ...rest].some((packet) => packet.startsWith(ack)), ack);
    }
  },

  async a_malformed_body_ends_a_polling_session({ url, headers }) {
    const poller = await Poller.open(url, headers);
    assert.equal((await poller.post('abc')).status, 400);
    assert.equal((await poller.poll()).status, 400);
  },

  async two_polls_at_once_end_the_session({ url, headers }) {
    const poller = await Poller.open(url, headers);
    await poller.poll(); // takes the first ping, so that the next one waits
    const waiting = poller.poll();
    // The first may be the one that is late; one of the two is refused.
    const answers = await Promise.all([poller.poll(), waiting]);
    assert.ok(answers.some(({ status }) => status === 400));
    assert.equal((await poller.poll()).status, 400);
  },

  async a_close_packet_ends_a_session({ url, headers }) {
    const poller = await Poller.open(url, headers);
    await poller.poll();
    const waiting = poller.poll();
    assert.equal((await poller.post('1')).status, 200);
    // Released when it was there before the packet, refused when it came after.
    assert.ok([200, 400].includes((await waiting).status));
    assert.equal((await poller.poll()).status, 400);
    const line = await Line.enter(url, headers, '/');
    line.send('1');
    await within(line.closed, 'close');
  },

  async an_upgrade_moves_the_session_and_leaves_polling_behind({ url, headers }) {
    const poller = await Poller.open(url, headers);
    await poller.post('40');
    await poller.hear((packet) => packet.startsWith('40{'), 'CONNECT');
    const waiting = poller.poll();
    const query = `EIO=4&transport=websocket&sid=${poller.sid}`;
    const line = await Line.open(url, headers, { query });
    line.send('2probe');
    assert.equal(await line.hear(() => true, 'probe'), '3probe');
    await waiting; // released, or the old transport would hold what comes
    line.send('5');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    assert.equal((await poller.poll()).status, 400);
    assert.equal((await poller.post('3')).status, 400);
    const second = await Line.open(url, headers, { query });
    await within(second.closed, 'close of a second WebSocket');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    line.close();
  },

  async an_upgrade_that_says_something_else_is_closed({ url, headers }) {
    const poller = await Poller.open(url, headers);
    await poller.poll();
    const line = await Line.open(url, headers, { query: `EIO=4&transport=websocket&sid=${poller.sid}` });
    line.send('40');
    await within(line.closed, 'close');
  },

  async a_client_is_pinged_and_stays_while_it_answers({ url, headers }) {
    const line = await Line.open(url, headers, { mute: true });
    await line.hear((frame) => frame === '2', 'first ping');
    line.send('3');
    await line.connect('/');
    await line.hear((frame) => frame === '2', 'second ping', 25_000);
    line.send('3');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    line.close();
  },

  async a_client_that_answers_no_ping_is_closed({ url, headers }) {
    const line = await Line.enter(url, headers, '/', { mute: true });
    await within(line.closed, 'close', 18_000);
  },

  async a_poller_that_answers_no_ping_is_closed({ url, headers }) {
    const poller = await Poller.open(url, headers);
    await poller.post('40');
    await poller.hear((packet) => packet.startsWith('42["server_message"'), 'greeting', false);
    const { packets } = await poller.poll();
    assert.deepEqual(packets, ['1']);
    assert.equal((await poller.poll()).status, 400);
  },

  async a_client_that_enters_no_namespace_is_closed({ url, headers }) {
    const line = await Line.open(url, headers);
    await within(line.closed, 'close', 13_000);
  },

  async each_namespace_is_entered_for_itself({ url, headers, uuid }) {
    const line = await Line.enter(url, headers, '/');
    await line.connect('/session');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    assert.ok('ok' in (await line.ask('join', { session_uuid: uuid }, '/session')));
    // Left one by one, too.
    line.send('41/session,');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    await line.connect('/session');
    assert.ok('ok' in (await line.ask('join', { session_uuid: uuid }, '/session')));
    line.close();
  },

  async an_auth_payload_is_taken_with_the_connect({ url, headers }) {
    const line = await Line.open(url, headers);
    line.send('40{"anything":"else"}');
    await line.hear((frame) => frame.startsWith('40{"sid":"'), 'CONNECT');
    line.close();
  },

  async an_unknown_namespace_is_a_connect_error({ url, headers }) {
    const line = await Line.enter(url, headers, '/');
    for (const name of ['/nope', '/session/', '/Session', '//', '/__proto__']) {
      line.send(`40${name},`);
      const refusal = await line.hear((frame) => frame.startsWith('44'), `refusal of ${name}`);
      assert.equal(refusal, `44${name},{"message":"Invalid namespace"}`);
    }
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    line.close();
  },

  async an_event_for_a_namespace_that_was_not_entered_does_nothing({ url, headers, uuid }) {
    const line = await Line.enter(url, headers, '/');
    line.send(`42/session,1${JSON.stringify(['join', { session_uuid: uuid }])}`);
    await within(line.closed, 'close');
    assert.ok(!line.frames.some((frame) => frame.startsWith('43')));
  },

  async acks_carry_the_id_they_were_asked_with({ url, headers }) {
    const line = await Line.enter(url, headers, '/');
    for (const id of ['0', '7', '4294967296', '9007199254740991']) {
      line.send(`42${id}["clock",{}]`);
      await line.hear((frame) => frame.startsWith(`43${id}[{"ok"`), `ack ${id}`);
    }
    // One that wants no ack gets none; and acks of nothing are nothing.
    line.send('42["clock",{}]');
    line.send('4399["what"]');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    line.close();
  },

  async connecting_twice_is_connecting_once({ url, headers }) {
    const line = await Line.enter(url, headers, '/');
    line.send('40');
    line.send('42["clock",{}]');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    line.close();
  },

  async a_malformed_packet_closes_its_sender_and_no_other({ url, headers }) {
    const bystander = await Line.enter(url, headers, '/');
    for (const frame of MALFORMED) {
      const line = await Line.enter(url, headers, '/');
      line.send(frame);
      await within(line.closed, `close after ${frame.toString().slice(0, 40)}`);
    }
    assert.ok('ok' in (await bystander.ask('clock', {}, '/')));
    bystander.close();
  },

  async odd_payloads_get_an_err_ack({ url, headers }) {
    const line = await Line.enter(url, headers, '/');
    let id = 100;
    for (const event of [
      '["clock"]',
      '["clock",7]',
      '["clock",{"more":1}]',
      '["clock","{}"]',
      '["clock",[]]',
      '["no such event",{}]',
      '["",{}]',
      '["__proto__",{}]',
      `["${'long'.repeat(1_000)}",{}]`,
    ]) {
      id += 1;
      line.send(`42${id}${event}`);
      const ack = await line.hear((frame) => frame.startsWith(`43${id}[`), `ack of ${event.slice(0, 40)}`);
      assert.match(ack, /^43\d+\[\{"err":\{"code":"request\/(malformed|unknown-event)"/);
    }
    line.close();
  },

  async binary_where_none_is_used_gets_an_err_ack({ url, headers }) {
    const line = await Line.enter(url, headers, '/');
    line.send('451-5["clock",{"_placeholder":true,"num":0}]');
    line.send(Buffer.from([1, 2, 3]));
    await line.hear((frame) => frame.startsWith('435[{"err":{"code":"request/malformed"'), 'ack');
    assert.ok('ok' in (await line.ask('clock', {}, '/')));
    line.close();
  },
};

/** Each by itself ends the connection. @type {(string | Buffer)[]} */
const MALFORMED = [
  // Engine.IO: no packet, unknown types, packets that only a server sends.
  '', 'abc', '9', '0', '5', '6', '2probe', 'é',
  // Socket.IO: nothing, unknown types, payloads that are none.
  '4', '4abc', '47', '42{}', '42[]', '42[1,{}]', '42["clock"', '42abc["clock",{}]', '42null',
  // What is only for servers to say, and binary that nothing announced.
  '44{"message":"x"}', Buffer.from([1, 2, 3]),
  // More binary announced than anyone has.
  '4599999999999999999999-["clock"]',
  // Deep and long.
  `421["clock",${'['.repeat(100_000)}`, `42${'9'.repeat(100_000)}`,
];
