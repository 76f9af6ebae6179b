// @ts-check
/**
 * Engine.IO by hand: what goes over the line is written and read as it is, right or wrong.
 * `Line` is one WebSocket, `Poller` one polling session. Neither answers by itself except a Line,
 * which returns pings unless it was told to be mute.
 */
import { createRequire } from 'node:module';

// Brought by socket.io-client, without types.
const { WebSocket } = createRequire(import.meta.url)('ws');

export const PATIENCE_MS = 5_000;
/** Separates packets in a polling body. */
export const NEXT = '\x1e';

/** @typedef {Record<string, string>} Headers */

/**
 * @template T @param {Promise<T>} promise @param {string} what @param {number} [ms]
 * @returns {Promise<T>}
 */
export async function within(promise, what, ms = PATIENCE_MS) {
  /** @type {NodeJS.Timeout | undefined} */
  let impatience;
  const late = new Promise((_, reject) => {
    impatience = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, /** @type {Promise<never>} */ (late)]);
  } finally {
    clearTimeout(impatience);
  }
}

/** @param {string} url @param {string} query */
export function address(url, query) {
  return `${url}/socket.io/?${query}`;
}

/** One WebSocket, frame by frame. */
export class Line {
  /** Frames that nobody asked for yet. @type {string[]} */
  frames = [];
  /** @type {Set<() => void>} */
  #wakers = new Set();
  isClosed = false;
  #lastAck = 0;

  /** @param {any} ws @param {boolean} mute */
  constructor(ws, mute) {
    this.ws = ws;
    ws.on('message', (/** @type {Buffer} */ data) => {
      const frame = data.toString();
      if (frame === '2' && !mute) return ws.send('3');
      this.frames.push(frame);
      this.#wake();
    });
    /** Resolves with the close code. @type {Promise<number>} */
    this.closed = new Promise((resolve) => {
      ws.on('close', (/** @type {number} */ code) => {
        this.isClosed = true;
        resolve(code);
        this.#wake();
      });
    });
    ws.on('error', () => {});
  }

  /**
   * Opens it; a refusal is thrown as `HTTP <status>: <body>`.
   * @param {string} url @param {Headers} headers
   * @param {{ query?: string, mute?: boolean, options?: object }} [how]
   * @returns {Promise<Line>}
   */
  static async open(url, headers, { query = 'EIO=4&transport=websocket', mute = false, options = {} } = {}) {
    const ws = new WebSocket(address(url.replace('http', 'ws'), query), { headers, ...options });
    const line = new Line(ws, mute);
    await within(
      new Promise((resolve, reject) => {
        ws.on('open', resolve);
        ws.on('error', reject);
        ws.on('unexpected-response', (/** @type {any} */ _, /** @type {import('node:http').IncomingMessage} */ answer) => {
          let body = '';
          answer.on('data', (bytes) => (body += bytes));
          answer.on('end', () => reject(new Error(`HTTP ${answer.statusCode}: ${body}`)));
        });
      }),
      'open WebSocket',
    );
    return line;
  }

  /** Opened, greeted, and in a namespace. @param {string} url @param {Headers} headers @param {string} [namespace] @param {{ options?: object, mute?: boolean }} [how] */
  static async enter(url, headers, namespace = '/session', how = {}) {
    const line = await Line.open(url, headers, how);
    await line.hear((frame) => frame.startsWith('0{'), 'open packet');
    await line.connect(namespace);
    return line;
  }

  /** @param {string} namespace */
  async connect(namespace) {
    const at = namespace === '/' ? '' : `${namespace},`;
    this.send(`40${at}`);
    return await this.hear((frame) => frame.startsWith(`40${at}{`), `CONNECT of ${namespace}`);
  }

  /** @param {string | Buffer} frame */
  send(frame) {
    this.ws.send(frame);
  }

  /**
   * The first frame that fits, now or later; those before it are dropped.
   * @param {(frame: string) => boolean} fits @param {string} what @param {number} [ms]
   * @returns {Promise<string>}
   */
  async hear(fits, what, ms = PATIENCE_MS) {
    // One that gave up must not take the frames of the next.
    let waits = true;
    const search = async () => {
      while (waits) {
        for (let frame = this.frames.shift(); frame !== undefined; frame = this.frames.shift()) {
          if (fits(frame)) return frame;
        }
        if (this.isClosed) throw new Error(`closed before ${what}`);
        await new Promise((resolve) => this.#wakers.add(() => resolve(undefined)));
      }
      return '';
    };
    try {
      return await within(search(), what, ms);
    } finally {
      waits = false;
    }
  }

  /**
   * Emits and reads the ack's first argument.
   * @param {string} event @param {unknown} payload @param {string} [namespace] @param {number} [ms]
   */
  async ask(event, payload, namespace = '/session', ms = PATIENCE_MS) {
    const id = (this.#lastAck += 1);
    const at = namespace === '/' ? '' : `${namespace},`;
    this.send(`42${at}${id}${JSON.stringify([event, payload])}`);
    const head = `43${at}${id}[`;
    const frame = await this.hear((one) => one.startsWith(head), `ack of ${event}`, ms);
    return JSON.parse(frame.slice(head.length - 1))[0];
  }

  close() {
    this.ws.terminate();
  }

  #wake() {
    for (const wake of this.#wakers) wake();
    this.#wakers.clear();
  }
}

/** One polling session, request by request. */
export class Poller {
  /** @param {string} url @param {Headers} headers @param {any} opened */
  constructor(url, headers, opened) {
    this.url = url;
    this.headers = headers;
    this.opened = opened;
    /** @type {string} */
    this.sid = opened.sid;
  }

  /** @param {string} url @param {Headers} headers */
  static async open(url, headers) {
    const answer = await fetch(address(url, 'EIO=4&transport=polling'), { headers });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${text}`);
    return new Poller(url, headers, JSON.parse(text.slice(1)));
  }

  get address() {
    return address(this.url, `EIO=4&transport=polling&sid=${this.sid}`);
  }

  /** @param {Headers} [headers] */
  async poll(headers = this.headers) {
    const answer = await fetch(this.address, { headers, signal: AbortSignal.timeout(30_000) });
    return { status: answer.status, packets: (await answer.text()).split(NEXT) };
  }

  /** @param {string} body @param {Headers} [headers] */
  async post(body, headers = this.headers) {
    const answer = await fetch(this.address, { method: 'POST', headers, body });
    return { status: answer.status, text: await answer.text() };
  }

  /** Polls until a packet fits. @param {(packet: string) => boolean} fits @param {string} what @param {boolean} [pongs] whether pings are answered */
  async hear(fits, what, pongs = true) {
    const search = async () => {
      for (;;) {
        const { status, packets } = await this.poll();
        if (status !== 200) throw new Error(`HTTP ${status} before ${what}`);
        if (pongs && packets.includes('2')) await this.post('3');
        const found = packets.find(fits);
        if (found !== undefined) return found;
      }
    };
    return await within(search(), what);
  }
}
