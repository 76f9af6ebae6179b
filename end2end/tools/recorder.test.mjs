// @ts-check
/** The recorder lets through what the reference says, and nothing else. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { beforeEach, test } from 'node:test';
import { Contract } from './contract.mjs';
import { Line, Recorder, parse } from './recorder.mjs';

const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

/** A reference of one namespace: a command with its ack, and a signal. */
const DOCUMENT = {
  channels: {
    session: {
      address: '/session',
      messages: {
        typing: {
          payload: {
            type: 'object',
            required: ['session_uuid', 'is_typing'],
            properties: { session_uuid: { $ref: '#/components/schemas/Id' }, is_typing: { type: 'boolean' } },
            additionalProperties: false,
          },
          examples: [{ payload: { session_uuid: uuid, is_typing: true } }],
        },
        'typing.ack': {
          payload: {
            oneOf: [
              { type: 'object', required: ['ok'], properties: { ok: { type: 'object' } } },
              { type: 'object', required: ['err'], properties: { err: { $ref: '#/components/schemas/Error' } } },
            ],
          },
        },
        user_typing: { payload: { $ref: '#/components/schemas/Typing' } },
      },
    },
  },
  operations: {
    'session.typing': { action: 'receive', reply: {} },
    'session.user_typing': { action: 'send' },
  },
  components: {
    schemas: {
      Id: { type: 'string', format: 'uuid' },
      Error: { type: 'object', required: ['code'], properties: { code: { type: 'string' } } },
      Typing: {
        type: 'object',
        required: ['user', 'is_typing'],
        properties: { user: { type: 'integer', format: 'uint8' }, is_typing: { type: 'boolean' } },
      },
    },
  },
};

/** @type {Recorder} */ let recorder;
/** @type {Line} */ let line;

beforeEach(() => {
  recorder = new Recorder(new Contract(DOCUMENT));
  line = new Line(recorder);
});

/** @param {unknown} payload */
const typing = (payload, id = '7') => line.frame(`42/session,${id}["typing",${JSON.stringify(payload)}]`, 'client');
const good = { session_uuid: uuid, is_typing: true };

test('what_the_reference_says_passes', () => {
  typing(good);
  line.frame('43/session,7[{"ok":{}}]', 'server');
  typing(good, '8');
  line.frame('43/session,8[{"err":{"code":"rate/limited"}}]', 'server');
  line.frame('42/session,["user_typing",{"user":1,"is_typing":false}]', 'server');
  assert.deepEqual(recorder.problems, []);
  assert.equal(recorder.checked, 5);
});

test('heartbeats_openings_and_connects_pass_unread', () => {
  for (const frame of ['0{"sid":"x"}', '2', '3', '6', '40/session,{"sid":"y"}', '44/session,{"message":"no"}', '41/session,']) {
    line.frame(frame, 'server');
  }
  line.frame(Buffer.from('bytes'), 'server');
  assert.deepEqual(recorder.problems, []);
  assert.equal(recorder.checked, 0);
});

/** Each frame with a word of the complaint about it. @type {[string, 'client' | 'server', RegExp][]} */
const BAD = [
  ['42/session,1["typing",{"session_uuid":"7","is_typing":true}]', 'client', /\/session typing from the client .*uuid/],
  [`42/session,1["typing",{"session_uuid":"${uuid}"}]`, 'client', /is_typing/],
  [`42/session,1["typing",{"session_uuid":"${uuid}","is_typing":true,"x":1}]`, 'client', /additional properties: x/],
  [`42/session,1["typing",${JSON.stringify(good)},2]`, 'client', /more than one value/],
  ['42/session,["user_typing",{"user":1,"is_typing":false,"sid":"s"}]', 'server', /additional properties: sid/],
  ['42/session,["user_typing",{"user":-1,"is_typing":false}]', 'server', /uint8/],
  ['42/session,["user_typing",{"user":1,"is_typing":false}]', 'client', /not for the client to send/],
  ['42/session,["nonsense",{}]', 'server', /nonsense .* not in the event reference/],
  ['42["typing",{}]', 'server', /not in the event reference/],
  ['43/session,9[{"ok":{}}]', 'server', /answers nothing/],
  ['42/session,{"a":1}', 'server', /no name/],
  ['451-/session,["typing",{"_placeholder":true,"num":0}]', 'server', /binary/],
  ['42/session,["typing"', 'client', /not a Socket.IO packet/],
];

for (const [frame, from, expected] of BAD) {
  test(`a_bad_frame_is_named: ${expected.source}`, () => {
    line.frame(frame, from);
    assert.match(recorder.problems[0] ?? 'nothing was found', expected);
  });
}

test('a_bad_ack_is_named_by_its_event', () => {
  typing(good);
  line.frame('43/session,7[{"ok":{},"err":null}]', 'server');
  typing(good, '8');
  line.frame('43/session,8[]', 'server');
  assert.equal(recorder.problems.length, 2);
  for (const problem of recorder.problems) assert.match(problem, /ack of typing from the server/);
});

test('acks_of_two_connections_are_not_confused', () => {
  typing(good);
  new Line(recorder).frame('43/session,7[{"ok":{}}]', 'server');
  assert.match(recorder.problems[0] ?? '', /answers nothing/);
});

test('only_our_own_sockets_of_a_page_are_listened_to', () => {
  const page = new EventEmitter();
  recorder.watch(/** @type {any} */ (page));
  for (const url of ['ws://127.0.0.1:1/socket.io/?EIO=4', 'ws://127.0.0.1:1/reload']) {
    const socket = Object.assign(new EventEmitter(), { url: () => url });
    page.emit('websocket', socket);
    socket.emit('framereceived', { payload: '42/session,["nonsense",{}]' });
  }
  assert.equal(recorder.problems.length, 1);
});

test('packets_are_read_in_all_their_forms', () => {
  assert.deepEqual(parse('2["a"]'), { type: '2', namespace: '/', id: null, data: ['a'] });
  assert.deepEqual(parse('2/s,12["a",{"b":"c,d"}]'), { type: '2', namespace: '/s', id: 12, data: ['a', { b: 'c,d' }] });
  assert.deepEqual(parse('1/s'), { type: '1', namespace: '/s', id: null, data: undefined });
  assert.equal(parse('9[]'), null);
});

test('an_example_that_does_not_fit_is_found', () => {
  assert.deepEqual(new Contract(DOCUMENT).badExamples(), []);
  const wrong = structuredClone(DOCUMENT);
  wrong.channels.session.messages.typing.examples[0] = { payload: { session_uuid: uuid, is_typing: /** @type {any} */ ('yes') } };
  assert.match(new Contract(wrong).badExamples()[0] ?? '', /typing: the example .* boolean/);
});
