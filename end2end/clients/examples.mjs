// @ts-check
/** The two example scripts, each with a token of its own: they join, write, run a profile and print it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Account } from './http.mjs';

const EXAMPLES = [
  { client: 'tandem_bot.py', program: process.env.TANDEM_PYTHON ?? 'python3', says: 'A Python script is here' },
  { client: 'tandem_bot.mjs', program: process.execPath, says: 'A Node script is here' },
];

/** @param {string} url @param {(client: string, claim: string, trouble: string | null) => void} report */
export async function tellExamples(url, report) {
  const ada = await new Account(url, `bot-${randomUUID().slice(0, 8)}`).enter();
  const uuid = await ada.createSession('For scripts');
  for (const example of EXAMPLES) {
    const claims = {
      takes_part_and_prints_a_profile: () => takesPart(url, ada, uuid, example),
      is_told_why_without_a_good_token: () => isTold(url, uuid, example),
    };
    for (const [claim, check] of Object.entries(claims)) {
      try {
        await check();
        report(example.client, claim, null);
      } catch (error) {
        report(example.client, claim, error instanceof Error ? error.message : String(error));
      }
    }
  }
}

/** @param {string} url @param {Account} ada @param {string} uuid @param {typeof EXAMPLES[number]} example */
async function takesPart(url, ada, uuid, example) {
  const made = await ada.post('/api/create_token', { name: example.client, days: '1' });
  const { secret } = await made.json();
  const { code, text } = await run(url, uuid, example, secret);
  assert.equal(code, 0, text);
  assert.match(text, new RegExp(`Joined as ${ada.name}: For scripts`));
  // A column of the sample, with its kind.
  assert.match(text, /^species\t/m);
  const state = await (await ada.post('/api/open_session', { session_uuid: uuid })).json();
  assert.ok(JSON.stringify(state).includes(example.says), 'its message is not in the session');
}

/** @param {string} url @param {string} uuid @param {typeof EXAMPLES[number]} example */
async function isTold(url, uuid, example) {
  const { code, text } = await run(url, uuid, example, 'tdm_wrong');
  assert.notEqual(code, 0);
  assert.doesNotMatch(text, /Joined as/);
}

/** @param {string} url @param {string} uuid @param {typeof EXAMPLES[number]} example @param {string} token */
async function run(url, uuid, { client, program }, token) {
  const script = fileURLToPath(new URL(`../examples/${client}`, import.meta.url));
  const env = { ...process.env, TANDEM_URL: url, TANDEM_TOKEN: token, PYTHONDONTWRITEBYTECODE: '1' };
  const child = spawn(program, [script, uuid], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let text = '';
  child.stdout.on('data', (bytes) => (text += bytes));
  child.stderr.on('data', (bytes) => (text += bytes));
  const impatience = setTimeout(() => child.kill('SIGKILL'), 90_000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(impatience);
  return { code, text };
}
