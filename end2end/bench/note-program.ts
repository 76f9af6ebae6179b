/** Somebody who writes on the first page of a session's notes without a browser. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';

const now = () => performance.timeOrigin + performance.now();

export class NoteProgram {
  /** When the last letter of each word was written here. */
  readonly typed: Record<string, number> = {};
  readonly #doc = new Y.Doc();
  readonly #text = this.#doc.getText('text');
  readonly #sent: Promise<unknown>[] = [];

  private constructor(private readonly socket: Socket, private readonly session: string) {}

  /** @param cookie whose login it has */
  static async join(url: string, session: string, cookie: string) {
    const socket = io(`${url}/session`, { transports: ['websocket'], forceNew: true, extraHeaders: { Cookie: cookie } });
    const one = new NoteProgram(socket, session);
    socket.on('note_edited', (told: { message: Uint8Array }) => one.#read(told.message));
    await one.#ask('join', {});
    const step1 = one.#message((encoder) => sync.writeSyncStep1(encoder, one.#doc));
    const opened = await one.#ask('note_open', { note_id: session, message: step1 });
    one.#read(opened.message);
    one.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'server') return;
      const message = one.#message((encoder) => sync.writeUpdate(encoder, update));
      one.#sent.push(one.#ask('note_edit', { note_id: session, message }));
    });
    return one;
  }

  /** Writes words letter by letter, from so far before the end of the page on. */
  async write(words: string[], beforeEnd: number, msPerLetter: number) {
    const at = Y.createRelativePositionFromTypeIndex(this.#text, this.#text.length - beforeEnd, -1);
    let written = 0;
    for (const word of words) {
      for (const letter of `${word} `) {
        const place = Y.createAbsolutePositionFromRelativePosition(at, this.#doc);
        this.#text.insert((place?.index ?? 0) + written, letter);
        written += 1;
        if (letter === '.') this.typed[word] = now();
        await sleep(msPerLetter);
      }
    }
    await Promise.all(this.#sent);
  }

  close() {
    this.socket.close();
  }

  async #ask(name: string, fields: object): Promise<{ message: Uint8Array }> {
    const { ok, err } = await this.socket.timeout(10_000).emitWithAck(name, { session_uuid: this.session, ...fields });
    if (err) throw new Error(`${err.code}: ${err.message}`);
    return ok;
  }

  #message(write: (encoder: encoding.Encoder) => void) {
    const encoder = encoding.createEncoder();
    write(encoder);
    return encoding.toUint8Array(encoder);
  }

  #read(said: Uint8Array) {
    const decoder = decoding.createDecoder(new Uint8Array(said));
    this.#message((encoder) => {
      while (decoding.hasContent(decoder)) sync.readSyncMessage(decoder, encoder, this.#doc, 'server');
    });
  }
}
