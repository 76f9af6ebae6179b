/**
 * The line between a note and the server: messages of y-protocols, which the page carries. What is written is
 * stored in order, one message at a time, and sent again until the server says that it has it.
 */
import { createDecoder, hasContent, readVarUint, readVarUint8Array } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding';
import { fromBase64, toBase64 } from 'lib0/buffer';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Pending } from './pending.ts';

/** Where a change came from that nobody made in this page. */
const SERVER = 'server';
const KEPT = 'kept';
/** What is typed sooner after what went out last goes out together. */
const TOGETHER_MS = 40;
/** Carets are told this often at most. */
const CARET_MS = 50;
/** Pause before what was refused for now is tried again, unless the server names another. */
const AGAIN_MS = 1_500;
/** How long an update may wait for the one before it. */
const GAP_MS = 300;

/** Something that an update builds on is not at the server: it is told all that it lacks. */
const BEHIND = 'note/behind';
const [STEP_1, STEP_2, UPDATE] = [0, 1, 2] as const;

/** Why the server did not take something, as it says it. */
export type Refusal = { code: string; message: string; retry_ms?: number | null };
type Opened = { n: number; message: string; awareness: string };
type Edited = { note_id: string; n: number; message: string };
/** Emits an event of the protocol and calls back once, with what the ack brought. */
export type Emit = (event: string, body: object, answer: (ok: unknown, refusal: Refusal | null) => void) => void;

/** Where what one wrote is: at the server, on its way, in this browser until the line is back, or refused. */
export type Saved = 'saved' | 'saving' | 'kept' | 'refused';

export class Line {
  readonly awareness: Awareness;
  readonly #pending: Pending;
  /** Number of the newest update that came. */
  #n = 0;
  #isOpen = false;
  #isWhole = false;
  #isSending = false;
  #isBehind = false;
  #sentAt = -TOGETHER_MS;
  /** Said by the server, once it will never take what is pending. */
  #refusal: Refusal | null = null;
  #timers = new Map<string, number>();

  constructor(
    readonly doc: Y.Doc,
    readonly note: string,
    place: string,
    readonly emit: Emit,
    readonly onSaved: (saved: Saved, why: string) => void,
    readonly onOpened: () => void,
  ) {
    this.awareness = new Awareness(doc);
    this.#pending = new Pending(place);
    if (!this.#pending.isEmpty) Y.applyUpdate(doc, this.#pending.update, KEPT);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === SERVER || origin === KEPT) return;
      this.#pending.add(update);
      this.#tell();
      this.#soon('send', Math.max(0, this.#sentAt + TOGETHER_MS - performance.now()), () => this.#send());
    });
    type Change = Record<'added' | 'updated' | 'removed', number[]>;
    this.awareness.on('update', ({ added, updated, removed }: Change, origin: unknown) => {
      const mine = [...added, ...updated, ...removed].includes(doc.clientID);
      if (origin !== SERVER && mine) this.#soon('caret', CARET_MS, () => this.#sendCaret());
    });
  }

  /** Whether all that the server had once is here. */
  get isWhole() {
    return this.#isWhole;
  }

  /** Whether leaving now would lose what is in this page alone. */
  get wouldLose() {
    return !this.#pending.isEmpty && !this.#pending.isKept;
  }

  /** Asks for what the server has and this page does not. */
  open() {
    this.#isSending = false;
    const message = framed(STEP_1, Y.encodeStateVector(this.doc));
    this.emit('note_open', { message }, (ok, refusal) => {
      if (ok) this.#opened(ok as Opened);
      else if (refusal) this.#refused(refusal, () => this.open());
    });
  }

  /** An event of the server, as JSON. */
  hear(event: string, body: string) {
    if (event === 'joined') this.open();
    else if (event === 'lost') this.#lost();
    else this.#heard(event, JSON.parse(body) as Edited);
  }

  /** What was refused is not wanted any more. */
  drop() {
    this.#pending.drop();
  }

  close() {
    this.#timers.forEach((timer) => clearTimeout(timer));
    removeAwarenessStates(this.awareness, [this.doc.clientID], 'gone');
    this.emit('note_close', {}, () => {});
    this.awareness.destroy();
  }

  #opened({ n, message, awareness }: Opened) {
    this.#isOpen = this.#isWhole = true;
    this.#n = n;
    let theirs: Uint8Array = Y.encodeStateVector(new Map());
    const decoder = createDecoder(fromBase64(message));
    while (hasContent(decoder)) {
      const type = readVarUint(decoder);
      const bytes = readVarUint8Array(decoder);
      if (type === STEP_1) theirs = bytes;
      else Y.applyUpdate(this.doc, bytes, SERVER);
    }
    applyAwarenessUpdate(this.awareness, fromBase64(awareness), SERVER);
    if (this.#pending.isEmpty ? this.#knowsMoreThan(theirs) : this.#isBehind) {
      this.#pending.replace(Y.encodeStateAsUpdate(this.doc, theirs));
    }
    this.#isBehind = false;
    this.onOpened();
    this.#sendCaret();
    this.#tell();
    this.#send();
  }

  /** As after a server came back from an older copy: what it lacks is here, whoever wrote it. */
  #knowsMoreThan(stateVector: Uint8Array) {
    const theirs = Y.decodeStateVector(stateVector);
    const mine = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    return [...mine].some(([client, clock]) => (theirs.get(client) ?? 0) < clock);
  }

  #heard(event: string, told: Edited) {
    // This page may have had another note open a moment ago.
    if (told.note_id !== this.note) return;
    if (event === 'note_edited') this.#edited(told);
    else applyAwarenessUpdate(this.awareness, fromBase64(told.message), SERVER);
  }

  #edited({ n, message }: Edited) {
    const decoder = createDecoder(fromBase64(message));
    const type = readVarUint(decoder);
    if (type === UPDATE || type === STEP_2) Y.applyUpdate(this.doc, readVarUint8Array(decoder), SERVER);
    if (n > this.#n + 1) this.#soon('gap', GAP_MS, () => this.open());
    this.#n = Math.max(this.#n, n);
  }

  /** The line is away: nobody else's caret is known. */
  #lost() {
    this.#isOpen = false;
    this.#isSending = false;
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID);
    removeAwarenessStates(this.awareness, others, SERVER);
    this.#tell();
  }

  #send() {
    if (!this.#isOpen || this.#isSending || this.#refusal || this.#pending.isEmpty) return;
    this.#isSending = true;
    this.#sentAt = performance.now();
    const { count, update } = this.#pending.next();
    this.emit('note_edit', { message: framed(UPDATE, update) }, (ok, refusal) => {
      this.#isSending = false;
      if (ok) {
        this.#pending.stored(count);
        this.#tell();
        this.#send();
      } else if (refusal) {
        this.#isBehind = refusal.code === BEHIND;
        this.#refused(refusal, () => (this.#isBehind ? this.open() : this.#send()));
      }
    });
  }

  #sendCaret() {
    if (!this.#isOpen) return;
    const message = toBase64(encodeAwarenessUpdate(this.awareness, [this.doc.clientID]));
    this.emit('note_awareness', { message }, () => {});
  }

  #refused(refusal: Refusal, again: () => void) {
    // Whoever is away hears "joined" when the line is back.
    if (refusal.code === 'client/offline') return this.#lost();
    const passes = refusal.retry_ms != null || refusal.code === 'client/timeout' || refusal.code === BEHIND;
    if (passes) return this.#soon('again', refusal.retry_ms ?? AGAIN_MS, again);
    this.#refusal = refusal;
    this.#tell();
  }

  #tell() {
    if (this.#refusal) this.onSaved('refused', this.#refusal.message);
    else if (this.#pending.isEmpty) this.onSaved('saved', '');
    else this.onSaved(this.#isOpen ? 'saving' : 'kept', '');
  }

  #soon(what: string, ms: number, act: () => void) {
    if (this.#timers.has(what)) return;
    const timer = window.setTimeout(() => {
      this.#timers.delete(what);
      act();
    }, ms);
    this.#timers.set(what, timer);
  }
}

function framed(type: number, bytes: Uint8Array) {
  const encoder = createEncoder();
  writeVarUint(encoder, type);
  writeVarUint8Array(encoder, bytes);
  return toBase64(toUint8Array(encoder));
}
