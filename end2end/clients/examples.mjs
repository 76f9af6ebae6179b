// @ts-check
/** The example programs against a running server: a token of their own, a session with data in it. */
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
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

/**
 * The bot on the notes: two of them write on one page.
 *
 * @param {string} url
 * @param {(client: string, claim: string, check: () => Promise<unknown>) => Promise<void>} tell
 */
export async function tellNotes(url, tell) {
  const ada = await new Account(url, `notes-${Date.now()}`).enter();
  const uuid = await ada.createSession('Notes');
  const made = await ada.post('/api/create_token', { name: 'notes', days: '' });
  const { secret } = await made.json();
  const env = { ...process.env, TANDEM_URL: url, TANDEM_TOKEN: secret };
  const script = fileURLToPath(new URL('../examples/notes.mjs', import.meta.url));
  await tell('example', 'notes.mjs_writes_along', async () => {
    const lines = ['Один 🌉', 'two'];
    await Promise.all(lines.map((line) => run('node', [script, uuid, line], { env, timeout: 60_000 })));
    const { stdout } = await run('node', [script, uuid, 'three'], { env, timeout: 60_000 });
    const written = await fetch(`${url}/api/sessions/${uuid}/notes/${uuid}`, { headers: { Authorization: `Bearer ${secret}` } });
    const page = await written.text();
    if (stdout !== `${page}\n`) throw new Error(`It printed: ${stdout}, and the page is: ${page}`);
    const found = page.trim().split('\n').sort();
    if (found.join() !== [...lines, 'three'].sort().join()) throw new Error(`The page is: ${page}`);
  });
}

/**
 * The two feeders: what they send is there once, also where the server is killed meanwhile.
 *
 * @param {import('../tools/server.mjs').Server} server
 * @param {(client: string, claim: string, check: () => Promise<unknown>) => Promise<void>} tell
 */
export async function tellFeeders(server, tell) {
  const ada = await new Account(server.url, `feeders-${Date.now()}`).enter();
  const uuid = await ada.createSession('Feeders');
  const made = await ada.post('/api/create_token', { name: 'feeders', days: '' });
  const { secret } = await made.json();
  const authorized = { Authorization: `Bearer ${secret}` };
  const env = { ...process.env, TANDEM_URL: server.url, TANDEM_TOKEN: secret, PYTHONDONTWRITEBYTECODE: '1' };
  const feeders = [
    ['node', 'feed.mjs'],
    [process.env.TANDEM_PYTHON ?? 'python3', 'feed.py'],
  ];
  const begin = async (/** @type {string} */ name) => {
    const body = JSON.stringify({ name, columns: [{ name: 'at', type: 'integer' }] });
    const headers = { ...authorized, 'Content-Type': 'application/json' };
    const begun = await fetch(`${server.url}/api/sessions/${uuid}/live`, { method: 'POST', headers, body });
    return (await begun.json()).dataset_id;
  };
  /** The values of its one column. */
  const stored = async (/** @type {string} */ dataset) => {
    /** @type {number[]} */
    const values = [];
    for (let total = 1; values.length < total; ) {
      const place = `${server.url}/api/datasets/${dataset}/rows?offset=${values.length}&limit=500`;
      /** @type {{ rows: number[][], total: number }} */
      const page = await (await fetch(place, { headers: authorized })).json();
      values.push(...page.rows.flat());
      total = page.total;
    }
    return values;
  };
  for (const [program = '', file = ''] of feeders) {
    const start = (/** @type {string} */ dataset) => {
      const script = fileURLToPath(new URL(`../examples/${file}`, import.meta.url));
      const child = spawn(program, [script, dataset], { env, stdio: ['pipe', 'ignore', 'pipe'] });
      const [said, ended] = [text(child.stderr), new Promise((resolve) => child.on('close', resolve))];
      return { child, said, ended };
    };
    await tell('example', `${file}_stores_each_row_once_over_a_killed_server`, async () => {
      const dataset = await begin(file);
      const { child, said, ended } = start(dataset);
      for (let at = 0; at < 3_000; at += 1) {
        child.stdin.write(`{"at": ${at}}\n`);
        if (at === 1_500) await server.kill();
        if (at === 2_500) await server.up();
      }
      child.stdin.end();
      if ((await ended) !== 0) throw new Error(await said);
      // What is acked is told within a quarter of a second.
      const until = Date.now() + 5_000;
      let values = await stored(dataset);
      while (values.length < 3_000 && Date.now() < until) values = await stored(dataset);
      const wrong = values.findIndex((value, at) => value !== at);
      if (values.length !== 3_000 || wrong !== -1) throw new Error(`${values.length} rows, the first wrong at ${wrong}`);
    });
    await tell('example', `${file}_says_which_row_does_not_fit`, async () => {
      const { child, said, ended } = start(await begin(`${file} refused`));
      child.stdin.end('{"at": 1}\n{"at": "noon"}\n');
      if ((await ended) === 0 || !/noon/.test(await said)) throw new Error(`It said: ${await said}`);
    });
  }
}
