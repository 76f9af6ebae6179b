// A bot that writes along on a session's notes: opens the first page, adds a line to it and prints the page.
//
//   TANDEM_URL=http://127.0.0.1:3000 TANDEM_TOKEN=tdm_… node notes.mjs <session uuid> <line>
import { io } from 'socket.io-client';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';

const [session_uuid, line] = process.argv.slice(2);
const note_id = session_uuid; // the first page's
const socket = io(`${process.env.TANDEM_URL}/session`, {
  transports: ['websocket'],
  query: { auth: 'token' }, // the handshake goes without a login: the token comes with the connection
  auth: { token: process.env.TANDEM_TOKEN },
});
const doc = new Y.Doc();
const text = doc.getText('text');

/** @param {string} name @param {object} fields */
async function ask(name, fields) {
  const { ok, err } = await socket.timeout(10_000).emitWithAck(name, { session_uuid, ...fields });
  if (err) throw new Error(`${err.code}: ${err.message}`);
  return ok;
}

/** @param {(encoder: encoding.Encoder) => void} write */
function message(write) {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/** Reads what the server says; answers what it is to hear. @param {Uint8Array} said */
function read(said) {
  const decoder = decoding.createDecoder(new Uint8Array(said));
  return message((encoder) => {
    while (decoding.hasContent(decoder)) sync.readSyncMessage(decoder, encoder, doc, 'server');
  });
}

socket.on('connect_error', (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.on('note_edited', (told) => read(told.message));
socket.on('connect', async () => {
  await ask('join', {});
  const begun = ask('add_note', { cid: crypto.randomUUID(), note_id, title: 'Notes' });
  await begun.catch((error) => {
    if (!error.message.startsWith('note/is-there')) throw error;
  });
  const opened = await ask('note_open', { note_id, message: message((encoder) => sync.writeSyncStep1(encoder, doc)) });
  await ask('note_edit', { note_id, message: read(opened.message) });
  /** @type {Uint8Array[]} */
  const updates = [];
  doc.on('update', (update, origin) => {
    if (origin !== 'server') updates.push(update);
  });
  text.insert(text.length, `${line}\n`);
  for (const update of updates) {
    await ask('note_edit', { note_id, message: message((encoder) => sync.writeUpdate(encoder, update)) });
  }
  console.log(text.toString());
  socket.close();
});
