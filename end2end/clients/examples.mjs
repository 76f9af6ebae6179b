// @ts-check
/** The two example bots against a running server: a token of their own, a session with data in it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Account } from './http.mjs';

const run = promisify(execFile);

/**
 * @param {string} url
 * @param {(client: string, claim: string, check: () => Promise<unknown>) => Promise<void>} tell
 */
export async function tellExamples(url, tell) {
  const ada = await new Account(url, `bots-${Date.now()}`).enter();
  const uuid = await ada.createSession('Bots');
  await ada.post(`/api/sessions/${uuid}/datasets/sample`, {});
  const made = await ada.post('/api/create_token', { name: 'bots', days: '' });
  const { secret } = await made.json();
  const env = { ...process.env, TANDEM_URL: url, TANDEM_TOKEN: secret, PYTHONDONTWRITEBYTECODE: '1' };
  const bots = [
    ['node', 'bot.mjs'],
    [process.env.TANDEM_PYTHON ?? 'python3', 'bot.py'],
  ];
  for (const [program = '', file = ''] of bots) {
    const script = fileURLToPath(new URL(`../examples/${file}`, import.meta.url));
    await tell('example', `${file}_joins_speaks_runs_and_prints`, async () => {
      const { stdout } = await run(program, [script, uuid], { env, timeout: 60_000 });
      if (!/bill_length_mm|species/.test(stdout)) throw new Error(`It printed: ${stdout.slice(0, 300)}`);
    });
    await tell('example', `${file}_is_refused_with_a_false_token`, async () => {
      const wrong = { ...env, TANDEM_TOKEN: 'tdm_wrong' };
      const refused = await run(program, [script, uuid], { env: wrong, timeout: 60_000 }).catch((error) => error);
      if (!refused.code) throw new Error('It was let in.');
    });
  }
}
