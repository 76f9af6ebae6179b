// @ts-check
/**
 * Listens to a browser's Socket.IO connections and holds each event and ack against the event
 * reference. Knows Engine.IO 4 and Socket.IO 5 as text frames; pings and the like pass unread.
 */

/** @typedef {import('./contract.mjs').Contract} Contract */
/** @typedef {import('./contract.mjs').Sender} Sender */

const EVENT = '2';
const ACK = '3';

export class Recorder {
  /** What did not fit, a sentence each. @type {string[]} */
  problems = [];
  /** How many events and acks were held against the reference. */
  checked = 0;

  /** @param {Contract} contract */
  constructor(contract) {
    this.contract = contract;
  }

  /** Listens to every socket that a page opens from now on. @param {import('@playwright/test').Page} page */
  watch(page) {
    page.on('websocket', (socket) => {
      if (!new URL(socket.url()).pathname.endsWith('/socket.io/')) return;
      const line = new Line(this);
      socket.on('framesent', ({ payload }) => line.frame(payload, 'client'));
      socket.on('framereceived', ({ payload }) => line.frame(payload, 'server'));
    });
  }
}

/** One connection: remembers which event each awaited ack answers. */
export class Line {
  #recorder;
  /** Events that wait for an ack, by sender, namespace and id. @type {Map<string, string>} */
  #open = new Map();

  /** @param {Recorder} recorder */
  constructor(recorder) {
    this.#recorder = recorder;
  }

  /** @param {string | Buffer} frame @param {Sender} from */
  frame(frame, from) {
    // Engine.IO: a message is a frame that opens with 4. Bytes are attachments of binary events,
    // which the packet before them has told of.
    if (typeof frame !== 'string' || frame[0] !== '4') return;
    const packet = parse(frame.slice(1));
    if (!packet) {
      this.#complain(from, '?', frame, 'is not a Socket.IO packet');
    } else if (packet.type === EVENT) {
      this.#event(packet, from);
    } else if (packet.type === ACK) {
      this.#ack(packet, from);
    } else if (packet.type > '4') {
      this.#complain(from, packet.namespace, frame, 'is binary, which no event here is');
    }
  }

  /** @param {Packet} packet @param {Sender} from */
  #event({ namespace, id, data }, from) {
    const [name, payload, ...more] = Array.isArray(data) ? data : [];
    if (typeof name !== 'string') return this.#complain(from, namespace, '?', 'has no name');
    if (more.length > 0) return this.#complain(from, namespace, name, 'carries more than one value');
    if (id !== null) this.#open.set(`${from} ${namespace} ${id}`, name);
    this.#recorder.checked += 1;
    const trouble = this.#recorder.contract.event(namespace, name, payload, from);
    if (trouble) this.#complain(from, namespace, name, trouble);
  }

  /** @param {Packet} packet @param {Sender} from */
  #ack({ namespace, id, data }, from) {
    const sender = from === 'server' ? 'client' : 'server';
    const key = `${sender} ${namespace} ${id}`;
    const name = this.#open.get(key);
    if (name === undefined) return this.#complain(from, namespace, `ack ${id}`, 'answers nothing that was asked');
    this.#open.delete(key);
    this.#recorder.checked += 1;
    const trouble = Array.isArray(data) && data.length === 1
      ? this.#recorder.contract.ack(namespace, name, data[0])
      : 'carries not exactly one value';
    if (trouble) this.#complain(from, namespace, `ack of ${name}`, trouble);
  }

  /** @param {Sender} from @param {string} namespace @param {string} what @param {string} trouble */
  #complain(from, namespace, what, trouble) {
    this.#recorder.problems.push(`${namespace} ${what} from the ${from} ${trouble}`);
  }
}

/** @typedef {{ type: string, namespace: string, id: number | null, data: unknown }} Packet */

/**
 * `2/session,7["join",{…}]`: type, attachments, namespace, id, data.
 * @param {string} text @returns {Packet | null}
 */
export function parse(text) {
  const found = /^([0-6])(?:\d+-)?(?:(\/[^,]*),?)?(\d+)?(.*)$/s.exec(text);
  if (!found) return null;
  const [, type = '', namespace = '/', id, rest] = found;
  try {
    return { type, namespace, id: id === undefined ? null : Number(id), data: rest ? JSON.parse(rest) : undefined };
  } catch {
    return null;
  }
}
