// @ts-check
/**
 * Validates the event reference that the built server prints: as an AsyncAPI document, with the
 * AsyncAPI project's own parser, and its examples against its schemas. Exits 1 with what is wrong.
 */
import { Parser } from '@asyncapi/parser';
import { Contract, reference } from './contract.mjs';

const ERROR = 0;
const WARNING = 1;

const document = reference();
const { diagnostics } = await new Parser().parse(JSON.stringify(document));
const wrong = diagnostics
  .filter(({ severity }) => severity === ERROR || severity === WARNING)
  .map(({ code, path, message }) => `${path.join('.')}: ${message} (${code})`)
  .concat(new Contract(document).badExamples());

for (const sentence of wrong) console.error(sentence);
const events = Object.keys(document.operations).length;
console.log(`AsyncAPI ${document.asyncapi}: ${events} events, ${wrong.length} problems`);
process.exit(wrong.length === 0 && events > 0 ? 0 : 1);
