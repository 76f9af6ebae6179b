// @ts-check
/**
 * The event reference as something to hold payloads against. Reads the AsyncAPI document that
 * `tandem reference` prints. Stricter than the document: what the server sends may have no field that
 * is not written down, although clients should live with new ones.
 */
import { execFileSync } from 'node:child_process';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { binary } from './server.mjs';

/** @typedef {Record<string, any>} Json */
/** @typedef {'client' | 'server'} Sender */

/** The document that the built server prints. @returns {Json} */
export function reference() {
  const text = execFileSync(binary(), ['reference'], { encoding: 'utf8', maxBuffer: 64 << 20 });
  return JSON.parse(text);
}

export class Contract {
  #ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  /** Keys of the document's channels by namespace. @type {Map<string, string>} */
  #channels;

  /** @param {Json} document */
  constructor(document) {
    this.document = structuredClone(document);
    formats.default(this.#ajv);
    for (const [bits, least] of [['uint8', 0], ['uint32', 0], ['uint64', 0]]) {
      this.#ajv.addFormat(String(bits), { type: 'number', validate: (n) => Number.isInteger(n) && n >= Number(least) });
    }
    close(this.document.components.schemas);
    /** @type {Json[]} */
    const channels = Object.values(this.document.channels);
    for (const channel of channels) {
      for (const message of Object.values(channel.messages)) close(message.payload);
    }
    this.#ajv.addSchema(this.document, 'reference');
    this.#channels = new Map(Object.entries(this.document.channels).map(([key, channel]) => [channel.address, key]));
  }

  /**
   * Why a payload does not fit, or null when it does.
   * @param {string} namespace @param {string} event @param {unknown} payload @param {Sender} from
   * @returns {string | null}
   */
  event(namespace, event, payload, from) {
    const key = this.#channels.get(namespace);
    const operation = this.document.operations[`${key}.${event}`];
    if (!operation) return 'is not in the event reference';
    const action = from === 'client' ? 'receive' : 'send';
    if (operation.action !== action) return `is not for the ${from} to send`;
    return this.#fit(`${key}/messages/${event}`, payload);
  }

  /**
   * Why an answer to a client's event does not fit, or null when it does.
   * @param {string} namespace @param {string} event @param {unknown} payload
   * @returns {string | null}
   */
  ack(namespace, event, payload) {
    const key = this.#channels.get(namespace);
    if (!this.document.operations[`${key}.${event}`]?.reply) return 'has no ack in the event reference';
    return this.#fit(`${key}/messages/${event}.ack`, payload);
  }

  /** Examples that do not fit what they are examples of. @returns {string[]} */
  badExamples() {
    const bad = [];
    for (const [key, channel] of Object.entries(this.document.channels)) {
      for (const [name, message] of Object.entries(/** @type {Json} */ (channel).messages)) {
        for (const { payload } of message.examples ?? []) {
          const trouble = this.#fit(`${key}/messages/${name}`, payload);
          if (trouble) bad.push(`${channel.address} ${name}: the example ${trouble}`);
        }
      }
    }
    return bad;
  }

  /** @param {string} message @param {unknown} payload */
  #fit(message, payload) {
    const fits = this.#ajv.getSchema(`reference#/channels/${message}/payload`);
    if (!fits) return 'has no schema';
    if (fits(payload)) return null;
    // The deepest complaints are about the branch that nearly fitted.
    const errors = [...(fits.errors ?? [])].sort((a, b) => depth(b) - depth(a)).slice(0, 4);
    const said = errors.map((error) => {
      const field = error.params.additionalProperty;
      return `${error.instancePath || 'it'} ${error.message}${field ? `: ${field}` : ''}`;
    });
    return `does not fit: ${[...new Set(said)].join('; ')}`;
  }
}

/** @param {{ instancePath: string }} error */
function depth({ instancePath }) {
  return instancePath.split('/').length;
}

/** Lets objects have only the fields that are written down. @param {any} schema */
function close(schema) {
  if (typeof schema !== 'object' || schema === null) return;
  if (schema.type === 'object' && !('additionalProperties' in schema)) schema.additionalProperties = false;
  for (const inner of Object.values(schema)) close(inner);
}
