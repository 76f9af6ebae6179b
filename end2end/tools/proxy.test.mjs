// @ts-check
/** The proxy does to a line what its words say. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, test } from 'node:test';
import { Proxy } from './proxy.mjs';

/** @type {import('node:net').Server} */ let echo;
/** @type {Proxy} */ let proxy;
/** Tells `text` of what reached the other side. */
const arrivals = new EventEmitter();

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('data', (bytes) => arrivals.emit('text', bytes.toString()));
    socket.on('error', () => {}).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await Proxy.open();
  proxy.to(/** @type {import('node:net').AddressInfo} */ (echo.address()).port);
});

afterEach(async () => {
  await proxy.close();
  echo.close();
});

function dial() {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  socket.setEncoding('utf8');
  socket.on('error', () => {}); // expected, and looked at where it matters
  return socket;
}

/** @param {import('node:net').Socket} socket @param {string} text */
async function said(socket, text) {
  socket.write(text);
  const [answer] = await once(socket, 'data');
  return answer;
}

test('bytes_pass_both_ways', async () => {
  const socket = dial();
  assert.equal(await said(socket, 'hello'), 'hello');
  socket.end();
  await once(socket, 'close');
});

test('a_cut_resets_open_connections_and_refuses_new_ones', async () => {
  const socket = dial();
  await said(socket, 'hello');
  proxy.cut();
  const [error] = await once(socket, 'error');
  assert.equal(error.code, 'ECONNRESET');
  const refused = dial();
  const [again] = await once(refused, 'error');
  assert.equal(again.code, 'ECONNRESET');
  proxy.restore();
  assert.equal(await said(dial(), 'back'), 'back');
});

test('a_blackhole_says_nothing_and_delivers_when_restored', async () => {
  const socket = dial();
  await said(socket, 'hello');
  proxy.blackhole();
  let heard = '';
  socket.on('data', (text) => (heard += text));
  socket.write('lost?');
  await silence(120);
  assert.equal(heard, '');
  proxy.restore();
  await once(socket, 'data');
  assert.equal(heard, 'lost?');
});

test('latency_is_added_each_way', async () => {
  const socket = dial();
  await once(socket, 'connect');
  proxy.slow({ latencyMs: 60 });
  const started = performance.now();
  await said(socket, 'hello');
  assert.ok(performance.now() - started >= 115);
});

test('latency_delays_bytes_and_does_not_make_the_line_narrow', async () => {
  const socket = dial();
  await once(socket, 'connect');
  proxy.slow({ latencyMs: 50, jitterMs: 10 }, 'down');
  const started = performance.now();
  let heard = '';
  socket.on('data', (text) => (heard += text));
  const sent = Array.from({ length: 20 }, (_, at) => `${at},`).join('');
  for (const part of sent.match(/../g) ?? []) {
    socket.write(part);
    await silence(1);
  }
  while (heard.length < sent.length) await once(socket, 'data');
  assert.equal(heard, sent);
  const took = performance.now() - started;
  assert.ok(took >= 50 && took < 500, `${took} ms`);
});

test('a_blackhole_on_one_way_leaves_the_other_open', async () => {
  const socket = dial();
  await said(socket, 'hello');
  proxy.blackhole('down');
  let heard = '';
  socket.on('data', (text) => (heard += text));
  const reached = once(arrivals, 'text');
  socket.write('anyone?');
  assert.deepEqual(await reached, ['anyone?']);
  await silence(60);
  assert.equal(heard, '');
});

test('a_sender_into_a_blackhole_has_to_wait', async () => {
  const socket = dial();
  await said(socket, 'hello');
  proxy.blackhole();
  const kernel = 16 * 1024 * 1024;
  socket.write('x'.repeat(kernel));
  await silence(120);
  assert.ok(socket.writableLength > 0, 'all of it was taken');
});

test('a_reset_breaks_what_is_open_and_nothing_else', async () => {
  const socket = dial();
  await said(socket, 'hello');
  proxy.reset();
  const [error] = await once(socket, 'error');
  assert.equal(error.code, 'ECONNRESET');
  assert.equal(await said(dial(), 'back'), 'back');
});

test('a_torn_line_gives_part_of_a_message_and_breaks', async () => {
  const socket = dial();
  await once(socket, 'connect');
  proxy.tear(3);
  let heard = '';
  socket.on('data', (text) => (heard += text));
  socket.write('hello');
  await once(socket, 'close');
  assert.equal(heard, 'hel');
  assert.equal(await said(dial(), 'whole again'), 'whole again');
});

test('a_narrow_line_takes_its_time', async () => {
  const socket = dial();
  await once(socket, 'connect');
  proxy.slow({ bytesPerSecond: 10_000 });
  const started = performance.now();
  await said(socket, 'x'.repeat(1_000));
  assert.ok(performance.now() - started >= 190);
});

test('without_a_server_behind_it_the_line_is_refused', async () => {
  const nowhere = await Proxy.open();
  const socket = connect(Number(new URL(nowhere.url).port), '127.0.0.1');
  const [error] = await once(socket, 'error');
  assert.equal(error.code, 'ECONNRESET');
  await nowhere.close();
});

/** Time in which a byte would have come back many times over. @param {number} ms */
function silence(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
