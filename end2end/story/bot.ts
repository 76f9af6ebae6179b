/** A program that writes along on a page of notes, with a person's login: a client of others by Yjs and Socket.IO. */
import { io, type Socket } from 'socket.io-client';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';
import type { Person } from './person.ts';

type Ack = { ok?: Record<string, unknown>; err?: { code: string; message: string } };

export class Bot {
  readonly #doc = new Y.Doc();

  private constructor(
    readonly socket: Socket,
    readonly session: string,
  ) {
    socket.on('note_edited', (told: { message: ArrayBuffer }) => this.#read(told.message));
  }

  /** Opens the first page of a session. */
  static async open(server: string, of: Person, session: string) {
    const cookies = await of.context.cookies();
    const Cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const socket = io(`${server}/session`, { transports: ['websocket'], extraHeaders: { Cookie } });
    const bot = new Bot(socket, session);
    await bot.#ask('join', {});
    const vector = message((encoder) => sync.writeSyncStep1(encoder, bot.#doc));
    const opened = await bot.#ask('note_open', { note_id: session, message: vector });
    await bot.#ask('note_edit', { note_id: session, message: bot.#read(opened['message'] as ArrayBuffer) });
    return bot;
  }

  get text() {
    return this.#doc.getText('text').toString();
  }

  /** Writes at a place, counted in UTF-16 units. */
  async insert(at: number, words: string) {
    let update: Uint8Array | undefined;
    this.#doc.once('update', (made: Uint8Array) => (update = made));
    this.#doc.getText('text').insert(at, words);
    await this.#ask('note_edit', { note_id: this.session, message: message((encoder) => sync.writeUpdate(encoder, update!)) });
  }

  close() {
    this.socket.close();
  }

  async #ask(name: string, fields: object) {
    const ack = (await this.socket.timeout(10_000).emitWithAck(name, { session_uuid: this.session, ...fields })) as Ack;
    if (!ack.ok) throw new Error(`${name}: ${ack.err?.code}: ${ack.err?.message}`);
    return ack.ok;
  }

  /** Takes what the server says; answers what it is to hear. */
  #read(said: ArrayBuffer) {
    const decoder = decoding.createDecoder(new Uint8Array(said));
    return message((encoder) => {
      while (decoding.hasContent(decoder)) sync.readSyncMessage(decoder, encoder, this.#doc, 'server');
    });
  }
}

function message(write: (encoder: encoding.Encoder) => void) {
  const encoder = encoding.createEncoder();
  write(encoder);
  return encoding.toUint8Array(encoder);
}
