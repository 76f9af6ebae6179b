// @ts-check
/**
 * What must hold against clients that are careless, slow or hostile: each is refused or closed, and
 * nobody else feels it. Stalls and tears happen on a proxy's line.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Account } from './http.mjs';
import { address, Line, Poller, within } from './raw.mjs';
import { Proxy } from '../tools/proxy.mjs';

/** @typedef {import('./raw.mjs').Headers} Headers */
/** @typedef {{ url: string, port: number, account: (name: string) => Promise<Account> }} Scene */

/** @type {Record<string, (scene: Scene) => Promise<void>>} */
export const ROBUST = {
  async nobody_without_a_login_gets_a_session({ url }) {
    for (const headers of /** @type {Headers[]} */ ([{}, { Cookie: 'tandem=nonsense' }, { Cookie: '' }])) {
      await assert.rejects(Poller.open(url, headers), /HTTP 401.*auth\/required/);
      await assert.rejects(Line.open(url, headers), /HTTP 401.*auth\/required/);
    }
  },

  async another_sites_page_gets_no_session_and_no_packet({ url, account }) {
    const own = headersOf(await account('ada'));
    const poller = await Poller.open(url, { ...own, Origin: url });
    for (const foreign of /** @type {Headers[]} */ ([
      { Origin: 'https://elsewhere.example' },
      { Origin: 'null' },
      { Origin: `${url}.elsewhere.example` },
      { 'Sec-Fetch-Site': 'cross-site' },
    ])) {
      const headers = { ...own, ...foreign };
      await assert.rejects(Poller.open(url, headers), /HTTP 403.*cross-site/);
      await assert.rejects(Line.open(url, headers), /HTTP 403.*cross-site/);
      const query = `EIO=4&transport=websocket&sid=${poller.sid}`;
      await assert.rejects(Line.open(url, headers, { query }), /HTTP 403/);
      assert.equal((await poller.poll(headers)).status, 403);
      assert.equal((await poller.post('40', headers)).status, 403);
    }
    assert.equal((await poller.poll()).status, 200);
  },

  async a_stolen_sid_is_worth_nothing({ url, account }) {
    const [own, thief] = [headersOf(await account('ada')), headersOf(await account('grace'))];
    const poller = await Poller.open(url, own);
    const line = await Line.open(url, own);
    const bySocket = JSON.parse((await line.hear((frame) => frame.startsWith('0'), 'open')).slice(1)).sid;
    for (const sid of [poller.sid, bySocket]) {
      const query = `EIO=4&transport=websocket&sid=${sid}`;
      await assert.rejects(Line.open(url, thief, { query }), /HTTP 403.*session\/refused/);
      const polls = address(url, `EIO=4&transport=polling&sid=${sid}`);
      for (const [headers, status] of /** @type {const} */ ([[thief, 403], [{}, 401]])) {
        assert.equal((await fetch(polls, { headers })).status, status);
        assert.equal((await fetch(polls, { headers, method: 'POST', body: '1' })).status, status);
      }
    }
    await poller.post('40');
    await poller.hear((packet) => packet.startsWith('40{'), 'CONNECT of the owner');
    line.close();
  },

  async signing_out_closes_every_tab_of_that_login_and_no_other({ url, account }) {
    const ada = await account('ada');
    const elsewhere = await Line.enter(url, headersOf(await again(ada)));
    const uuid = await ada.createSession('Signing out');
    const tabs = [await Line.enter(url, headersOf(ada)), await Line.enter(url, headersOf(ada))];
    const poller = await Poller.open(url, headersOf(ada));
    for (const one of [elsewhere, ...tabs]) await one.ask('join', { session_uuid: uuid });
    const old = headersOf(ada);
    await ada.post('/api/logout', {});
    for (const tab of tabs) {
      await tab.hear((frame) => frame === '41/session,', 'DISCONNECT', 1_000);
      // The connection may still be open; it is good for nothing.
      tab.send('40/session,');
      await tab.hear((frame) => frame.startsWith('44/session,{"message":"auth/expired'), 'refusal');
      tab.frames.length = 0;
    }
    assert.equal((await poller.poll(old)).status, 401);
    await elsewhere.ask('send_message', message(uuid, 'only here'));
    for (const tab of tabs) {
      assert.ok(!tab.frames.some((frame) => frame.includes('only here')));
      tab.close();
    }
    elsewhere.close();
  },

  async a_flood_is_answered_and_slows_nobody_else({ url, account }) {
    const [ada, grace] = [await account('ada'), await account('grace')];
    const uuid = await together(ada, grace);
    const [calm, flooder] = [await Line.enter(url, headersOf(ada)), await Line.enter(url, headersOf(grace))];
    await flooder.ask('join', { session_uuid: uuid });
    const { head } = (await calm.ask('join', { session_uuid: uuid })).ok;
    const acks = acksFrom(flooder);
    const many = 1_500;
    const started = performance.now();
    for (let id = 1_000; id < 1_000 + many; id += 1) {
      flooder.send(`42/session,${id}${JSON.stringify(['typing', { session_uuid: uuid, is_typing: true }])}`);
      flooder.send(`42/session,${id + many}${JSON.stringify(['send_message', message(uuid, 'flood')])}`);
    }
    const slowest = await slowestOf(20, () => calm.ask('send_message', message(uuid, 'calm')));
    assert.ok(slowest < 2_000, `${slowest} ms for another's message`);
    await settled(() => flooder.ask('send_message', message(uuid, 'after the flood'), '/session', 500));
    // 300 at once and 100 a second, beside the 20 calm ones and those after.
    const allowed = 300 + (performance.now() - started) / 10 + 31;
    const taken = (await missed(calm, uuid, head)).length;
    assert.ok(taken >= 200 && taken <= allowed, `${taken} messages taken of ${allowed}`);
    assert.ok(acks.filter(({ id, ok }) => id < 1_000 + many && ok).length < 100, 'typing has its own limit');
    const refused = acks.filter(({ ok }) => !ok);
    // Not each: acks that do not fit into the flooder's own buffer are lost to it.
    assert.ok(refused.length >= 500, `${refused.length} refusals`);
    for (const { err } of refused) {
      assert.equal(err.code, 'rate/limited');
      assert.ok(err.retry_ms > 0);
    }
    for (const one of [calm, flooder]) one.close();
  },

  async even_what_costs_nothing_has_its_limit({ url, account }) {
    const line = await Line.enter(url, headersOf(await account('ada')), '/');
    const acks = acksFrom(line);
    const started = performance.now();
    for (let id = 1_000; id < 2_500; id += 1) line.send(`42${id}["clock",{}]`);
    await settled(() => line.ask('clock', {}, '/', 500));
    const allowed = 300 + (performance.now() - started) / 10;
    const taken = acks.filter(({ ok }) => ok).length;
    assert.ok(taken <= allowed, `${taken} taken of ${allowed}`);
    assert.ok(acks.some(({ err }) => err?.code === 'rate/limited' && err.retry_ms > 0));
    line.close();
  },

  async pointers_and_typing_never_cost_a_message_its_place({ url, account }) {
    const ada = await account('ada');
    const uuid = await ada.createSession('Pointers');
    const line = await Line.enter(url, headersOf(ada));
    await line.ask('join', { session_uuid: uuid });
    const acks = acksFrom(line);
    // Fewer than the answers that a line holds (256): beyond that some are lost, and with them the count.
    for (let id = 1_000; id < 1_200; id += 1) {
      line.send(`42/session,${id}${JSON.stringify(['pointer', { session_uuid: uuid, at: { card: 'none', x: 1, y: 1 } }])}`);
    }
    assert.ok('ok' in (await line.ask('send_message', message(uuid, 'first'))));
    // Signals have a queue of their own, and this one stands behind the pointers in it.
    assert.ok('ok' in (await line.ask('typing', { session_uuid: uuid, is_typing: false })));
    const taken = acks.filter(({ err }) => err?.code !== 'rate/limited').length;
    assert.ok(taken >= 20 && taken < 100, `${taken} pointers taken`);
    line.close();
  },

  async what_is_too_large_is_refused_and_hurts_nobody({ url, port, account }) {
    const headers = headersOf(await account('ada'));
    const bystander = await Line.enter(url, headers);
    const large = 'x'.repeat(257 * 1024);
    const one = await Line.enter(url, headers);
    one.send(`42/session,1["send_message",{"text":"${large}"}]`);
    await within(one.closed, 'close after a large message');
    const parts = await Line.enter(url, headers);
    for (let at = 0; at < 5 && !parts.isClosed; at += 1) {
      parts.ws.send(large.slice(0, 60 * 1024), { fin: at === 4 });
    }
    await within(parts.closed, 'close after a message in large parts');
    const poller = await Poller.open(url, headers);
    assert.equal((await poller.post(`4${large}`)).status, 413);
    for (const bytes of [Buffer.from([0x81, 0x05, 1, 2, 3, 4, 5]), Buffer.alloc(256, 0xff), Buffer.alloc(256, 0xc1)]) {
      await closedAfter(port, headers, bytes);
    }
    assert.ok('err' in (await bystander.ask('join', {})));
    bystander.close();
  },

  async a_stalled_reader_slows_nobody_is_let_go_and_misses_nothing({ url, port, account }) {
    const [ada, grace] = [await account('ada'), await account('grace')];
    const uuid = await together(ada, grace);
    const line = await Proxy.open();
    line.to(port);
    const sender = await Line.enter(url, headersOf(ada));
    const observer = await Line.enter(url, headersOf(ada));
    const stalled = await Line.enter(line.url, headersOf(grace));
    for (const one of [sender, observer]) await one.ask('join', { session_uuid: uuid });
    const { head } = (await stalled.ask('join', { session_uuid: uuid })).ok;
    line.blackhole();
    const since = performance.now();
    const gone = observer.hear((frame) => without(frame, grace.name), 'departure of the stalled one', 45_000);
    const many = 330; // over 5 MB: more than what the line and the server hold for one
    const slowest = await slowestOf(many, () => settled(() => sender.ask('send_message', message(uuid, '🦀'.repeat(4_000)))));
    assert.ok(slowest < 2_000, `${slowest} ms for another's message`);
    await gone;
    assert.ok(performance.now() - since < 42_000);
    line.restore();
    const back = await Line.enter(line.url, headersOf(grace));
    const numbers = await missed(back, uuid, head);
    assert.deepEqual(numbers, numbers.map((_, at) => head + 1 + at));
    assert.ok(numbers.length >= many);
    for (const one of [sender, observer, stalled, back]) one.close();
    await line.close();
  },

  async a_narrow_line_gets_everything_in_order_and_slows_nobody({ url, port, account }) {
    const [ada, grace] = [await account('ada'), await account('grace')];
    const uuid = await together(ada, grace);
    const narrow = await Proxy.open();
    narrow.to(port);
    const [sender, reader] = [await Line.enter(url, headersOf(ada)), await Line.enter(narrow.url, headersOf(grace))];
    for (const one of [sender, reader]) await one.ask('join', { session_uuid: uuid });
    narrow.slow({ latencyMs: 80, jitterMs: 40, bytesPerSecond: 200_000 });
    const texts = Array.from({ length: 60 }, (_, at) => `${at} ${'🦀'.repeat(2_000)}`);
    const slowest = await slowestOf(texts.length, (at) => sender.ask('send_message', message(uuid, texts[at] ?? '')));
    assert.ok(slowest < 2_000, `${slowest} ms for another's message`);
    for (const text of texts) {
      const frame = await reader.hear((one) => one.includes('"receive_message"'), 'next message', 10_000);
      assert.ok(frame.includes(`"${text}"`), `not in order: ${text.slice(0, 4)}`);
    }
    for (const one of [sender, reader]) one.close();
    await narrow.close();
  },

  async a_line_torn_in_the_middle_of_a_message_loses_nothing({ url, port, account }) {
    const [ada, grace] = [await account('ada'), await account('grace')];
    const uuid = await together(ada, grace);
    const fragile = await Proxy.open();
    fragile.to(port);
    const sender = await Line.enter(url, headersOf(ada));
    const { head } = (await sender.ask('join', { session_uuid: uuid })).ok;
    for (let round = 0; round < 5; round += 1) {
      const reader = await Line.enter(fragile.url, headersOf(grace));
      await reader.ask('join', { session_uuid: uuid });
      fragile.tear(500 * (round + 1));
      await sender.ask('send_message', message(uuid, 'x'.repeat(3_900)));
      await within(reader.closed, 'tear');
      assert.ok(!reader.frames.some((frame) => frame.includes('xxx')));
    }
    const back = await Line.enter(fragile.url, headersOf(grace));
    assert.equal((await missed(back, uuid, head)).length, 5);
    for (const one of [sender, back]) one.close();
    await fragile.close();
  },
};

/** On a server that lets three connections in for a person and five for an address; ends with its end. */
export const CROWDED = {
  /** @param {Scene} scene */
  async a_person_holds_only_so_many_connections({ url, account }) {
    const [ada, grace] = [headersOf(await account('ada')), headersOf(await account('grace'))];
    const lines = [await Line.enter(url, ada, '/'), await Line.enter(url, ada, '/')];
    const poller = await Poller.open(url, ada);
    await poller.post('40');
    await poller.hear((packet) => packet.startsWith('40{'), 'CONNECT');
    const refusal = /HTTP 429.*"rate\/limited".*"retry_ms":/;
    await assert.rejects(Line.open(url, ada), refusal);
    await assert.rejects(Poller.open(url, ada), refusal);
    lines.push(await Line.enter(url, grace, '/'));
    // Places come back, by whichever transport they were taken.
    await poller.post('1');
    lines.push(await settledOpen(() => Line.enter(url, ada, '/')));
    lines[0]?.close();
    lines.push(await settledOpen(() => Line.enter(url, ada, '/')));
    // An upgrade is the same connection, not one more.
    const other = await Poller.open(url, grace);
    const upgraded = await Line.open(url, grace, { query: `EIO=4&transport=websocket&sid=${other.sid}` });
    upgraded.send('2probe');
    await upgraded.hear((frame) => frame === '3probe', 'probe');
    upgraded.send('5');
    await upgraded.connect('/');
    for (const line of [...lines, upgraded]) line.close();
  },

  /** @param {Scene} scene */
  async an_address_holds_only_so_many_connections({ url, account }) {
    const people = [headersOf(await account('ada')), headersOf(await account('grace')), headersOf(await account('linus'))];
    /** @type {Line[]} */
    const lines = [];
    for (const headers of [...people, ...people].slice(0, 5)) {
      lines.push(await settledOpen(() => Line.enter(url, headers, '/')));
    }
    await assert.rejects(Line.open(url, people[2] ?? {}), /HTTP 429.*"rate\/limited"/);
    for (const line of lines) line.close();
  },
};

/** The last claim on a server: it stops. @param {Scene} scene @param {() => Promise<boolean>} stop */
export async function draining({ url, account }, stop) {
  const [ada, grace] = [headersOf(await account('ada')), headersOf(await account('grace'))];
  const line = await settledOpen(() => Line.enter(url, ada, '/'));
  const poller = await settledOpen(() => Poller.open(url, grace));
  await poller.post('40');
  await poller.hear((packet) => packet.startsWith('42["server_message"'), 'greeting');
  const told = poller.hear((packet) => packet.includes('"server_draining"'), 'news by polling');
  // It may fail before anyone waits for it.
  told.catch(() => {});
  const stopped = stop();
  const news = await line.hear((frame) => frame.startsWith('42["server_draining"'), 'news');
  assert.match(news, /"max_delay_ms":\d+/);
  await told;
  await within(line.closed, 'close');
  assert.equal(await stopped, true, 'it had to be killed');
}

/** @param {Account} account */
function headersOf(account) {
  return { Cookie: account.cookie };
}

/** Signs in once more, elsewhere. @param {Account} account */
async function again(account) {
  const other = new Account(account.url, account.name);
  return await other.signIn();
}

/** A session of two. @param {Account} ada @param {Account} grace */
async function together(ada, grace) {
  const uuid = await ada.createSession('Robust');
  await grace.joinSession(uuid);
  return uuid;
}

/** @param {string} session_uuid @param {string} text */
function message(session_uuid, text) {
  return { session_uuid, cid: randomUUID(), text };
}

/** The longest of so many, in ms. @param {number} times @param {(at: number) => Promise<unknown>} act */
async function slowestOf(times, act) {
  let slowest = 0;
  for (let at = 0; at < times; at += 1) {
    const started = performance.now();
    await act(at);
    slowest = Math.max(slowest, performance.now() - started);
  }
  return Math.round(slowest);
}

/**
 * Asks again, after the wait it was told, until it is taken. In a flood an ack may find the asker's
 * buffer full: what is not acked is asked again, too.
 * @param {() => Promise<any>} ask
 */
async function settled(ask) {
  for (let tries = 10; ; tries -= 1) {
    const ack = await ask().catch((error) => {
      if (tries === 0 || !String(error).includes('no ack')) throw error;
    });
    if (!ack) continue;
    if ('ok' in ack) return ack.ok;
    assert.equal(ack.err.code, 'rate/limited');
    await new Promise((resolve) => setTimeout(resolve, ack.err.retry_ms));
  }
}

/**
 * Opens as soon as there is a place: a connection's end takes a moment.
 * @template T @param {() => Promise<T>} open @returns {Promise<T>}
 */
async function settledOpen(open) {
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (performance.now() > deadline || !String(error).includes('HTTP 429')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** What is acked from now on, of events with ids from 1,000. @param {Line} line */
function acksFrom(line) {
  /** @type {{ id: number, ok?: any, err?: any }[]} */
  const acks = [];
  line.ws.on('message', (/** @type {Buffer} */ data) => {
    const [, id, body] = data.toString().match(/^43(?:\/session,)?(\d{4,})(.*)$/s) ?? [];
    if (body) acks.push({ id: Number(id), ...JSON.parse(body)[0] });
  });
  return acks;
}

/** Whether a frame says that this person is not there. @param {string} frame @param {string} name */
function without(frame, name) {
  if (!frame.startsWith('42/session,["users_updated"')) return false;
  const { users } = JSON.parse(frame.slice('42/session,'.length))[1];
  return !users.some((/** @type {any} */ user) => user.name === name);
}

/** The numbers after `head`, page by page. @param {Line} line @param {string} session_uuid @param {number} head */
async function missed(line, session_uuid, head) {
  await line.ask('join', { session_uuid, after: head });
  /** @type {number[]} */
  const numbers = [];
  for (let more = true; more; ) {
    const { ok } = await line.ask('sync', { session_uuid, after: numbers.at(-1) ?? head, max: 100 });
    numbers.push(...ok.events.map((/** @type {any} */ event) => event.n));
    more = ok.more;
  }
  return numbers;
}

/** Opens a WebSocket by hand, sends bytes that are no frame, and waits for its end. @param {number} port @param {{ Cookie: string }} headers @param {Buffer} bytes */
async function closedAfter(port, headers, bytes) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const ended = new Promise((resolve) => socket.on('close', resolve));
  socket.write([
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Cookie: ${headers.Cookie}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n'));
  const greeting = await new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
  assert.match(greeting, /^HTTP\/1.1 101/);
  socket.write(bytes);
  await within(ended, `close after ${bytes.toString('hex').slice(0, 16)}`);
}
