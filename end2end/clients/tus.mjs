// @ts-check
/** npm's tus-js-client brings files in pieces: it knows nothing of this server but where files are announced. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as after } from 'node:timers/promises';
import * as tus from 'tus-js-client';
import { Proxy } from '../tools/proxy.mjs';
import { Account } from './http.mjs';

/** @typedef {import('tus-js-client').UploadOptions} Options */
/** @typedef {(client: string, claim: string, check: () => Promise<unknown>) => Promise<void>} Tell */

const ROWS = 20_000;
const CHUNK = 64 * 1024;
const LINES = Array.from({ length: ROWS }, (_, n) => `${n},somewhere ${n % 7}`);
const FILE = Buffer.from(`n,place\n${LINES.join('\n')}\n`);

/**
 * @param {string} url a server
 * @param {import('../tools/server.mjs').Server} second another, which goes down for two days
 * @param {Tell} tell
 */
export async function tellUploads(url, second, tell) {
  const told = async (/** @type {string} */ at, /** @type {(scene: Scene) => Promise<void>} */ check) => {
    const scene = await Scene.open(at);
    await check(scene).finally(() => scene.line.close());
  };
  for (const [claim, check] of Object.entries(CLAIMS)) await tell('tus-js-client', claim, () => told(url, check));
  await tell('tus-js-client', 'begins_anew_where_what_was_here_expired', () => told(second.url, (scene) => expires(scene, second)));
}

/** A session of somebody's, who reaches the server by a line that can be cut. */
class Scene {
  /** @param {Account} ada @param {string} uuid @param {Proxy} line */
  constructor(ada, uuid, line) {
    this.ada = ada;
    this.uuid = uuid;
    this.line = line;
  }

  /** @param {string} url */
  static async open(url) {
    const ada = await new Account(url, `tus-${Date.now()}-${Math.random()}`.slice(0, 30)).enter();
    const line = await Proxy.open();
    line.to(Number(new URL(url).port));
    return new Scene(ada, await ada.createSession('In pieces'), line);
  }

  /** @returns {Options} */
  get options() {
    return {
      endpoint: `${this.line.url}/api/sessions/${this.uuid}/uploads`,
      headers: { Cookie: this.ada.cookie },
      metadata: { filename: 'rain.csv', filetype: 'text/csv' },
      chunkSize: CHUNK,
      retryDelays: null,
    };
  }

  /** Rows as the server has them, line by line. @param {string} id */
  async rows(id) {
    /** @type {string[]} */
    const lines = [];
    for (let offset = 0; ; offset += 500) {
      const answer = await fetch(`${this.ada.url}/api/datasets/${id}/rows?offset=${offset}&limit=500`, { headers: { Cookie: this.ada.cookie } });
      const { rows, total } = await answer.json();
      lines.push(...rows.map((/** @type {unknown[]} */ row) => row.join(',')));
      if (rows.length === 0 || lines.length >= total) return lines;
    }
  }

  /** @param {string} upload its address */
  async ask(upload) {
    return await fetch(upload, { method: 'HEAD', headers: { Cookie: this.ada.cookie, 'Tus-Resumable': '1.0.0' } });
  }
}

/** An upload that is under way, and its end. */
class Sent {
  /** Methods and statuses, in order. @type {string[]} */
  spoken = [];

  /** @param {Options} options @param {Buffer} [file] */
  constructor(options, file = FILE) {
    /** @type {(id: string) => void} */
    let succeeded = () => {};
    /** @type {(error: Error) => void} */
    let failed = () => {};
    /** The data set that it became. @type {Promise<string>} */
    this.done = new Promise((resolve, reject) => {
      [succeeded, failed] = [resolve, reject];
    });
    this.done.catch(() => {});
    this.upload = new tus.Upload(file, {
      ...options,
      onAfterResponse: (request, response) => {
        this.spoken.push(`${request.getMethod()} ${response.getStatus()}`);
      },
      onSuccess: ({ lastResponse }) => succeeded(lastResponse.getHeader('Tandem-Dataset') ?? ''),
      onError: failed,
    });
  }

  start() {
    this.upload.start();
    return this;
  }

  /** Stops after its first pieces. @returns {Promise<void>} */
  pause(pieces = 2) {
    return new Promise((resolve) => {
      this.upload.options.onChunkComplete = (_size, accepted) => {
        if (accepted < pieces * CHUNK) return;
        this.upload.options.onChunkComplete = null;
        resolve(this.upload.abort());
      };
    });
  }
}

/** @type {Record<string, (scene: Scene) => Promise<void>>} */
const CLAIMS = {
  async brings_a_file_in_pieces(scene) {
    const sent = new Sent(scene.options).start();
    assert.deepEqual(await scene.rows(await sent.done), LINES);
    const pieces = Math.ceil(FILE.length / CHUNK);
    assert.deepEqual(sent.spoken, ['POST 201', ...Array.from({ length: pieces }, () => 'PATCH 204')]);
  },

  async brings_the_first_piece_with_the_announcement(scene) {
    const sent = new Sent({ ...scene.options, uploadDataDuringCreation: true }).start();
    assert.deepEqual(await scene.rows(await sent.done), LINES);
    assert.equal(sent.spoken.length, Math.ceil(FILE.length / CHUNK));
    const whole = new Sent({ ...scene.options, uploadDataDuringCreation: true, chunkSize: Infinity }).start();
    assert.deepEqual(await scene.rows(await whole.done), LINES);
    assert.deepEqual(whole.spoken, ['POST 201']);
  },

  async pauses_and_goes_on(scene) {
    const sent = new Sent(scene.options);
    const paused = sent.pause();
    sent.start();
    await paused;
    const here = await scene.ask(sent.upload.url ?? '');
    assert.equal(here.headers.get('upload-offset'), String(2 * CHUNK));
    assert.equal(here.headers.get('upload-length'), String(FILE.length));
    sent.start();
    assert.deepEqual(await scene.rows(await sent.done), LINES);
    assert.ok(sent.spoken.includes('HEAD 200'), sent.spoken.join());
  },

  async goes_on_by_itself_when_its_line_was_cut(scene) {
    scene.line.slow({ bytesPerSecond: 200_000 }, 'up');
    const sent = new Sent({ ...scene.options, retryDelays: Array.from({ length: 50 }, () => 100) });
    sent.upload.options.onChunkComplete = () => {
      sent.upload.options.onChunkComplete = null;
      // In the middle of the next piece.
      sent.upload.options.onProgress = () => {
        sent.upload.options.onProgress = null;
        scene.line.cut();
        void after(300).then(() => scene.line.restore());
      };
    };
    assert.deepEqual(await scene.rows(await sent.start().done), LINES);
    assert.ok(sent.spoken.includes('HEAD 200'), sent.spoken.join());
  },

  async goes_on_in_a_new_process(scene) {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-tus-'));
    try {
      const file = join(folder, 'rain.csv');
      writeFileSync(file, FILE);
      // As long as it takes to be killed in the middle of it.
      scene.line.slow({ bytesPerSecond: 100_000 }, 'up');
      const first = program(scene, file, join(folder, 'known'));
      await first.says(/^accepted \d+$/);
      first.child.kill('SIGKILL');
      await once(first.child, 'close');
      scene.line.restore();
      const second = program(scene, file, join(folder, 'known'));
      const resumed = Number((await second.says(/^resumes at \d+$/)).split(' ').at(-1));
      const id = (await second.says(/^done /)).split(' ').at(-1) ?? '';
      assert.ok(resumed >= CHUNK && resumed < FILE.length, String(resumed));
      assert.deepEqual(await scene.rows(id), LINES);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  async is_told_the_right_offset_and_goes_on_there(scene) {
    let wrong = 0;
    const sent = new Sent({
      ...scene.options,
      retryDelays: [10, 10, 10],
      onBeforeRequest: (request) => {
        const isSecond = request.getMethod() === 'PATCH' && request.getHeader('Upload-Offset') === String(CHUNK);
        if (isSecond && (wrong += 1) === 1) request.setHeader('Upload-Offset', '7');
      },
    }).start();
    assert.deepEqual(await scene.rows(await sent.done), LINES);
    assert.deepEqual(sent.spoken.slice(0, 5), ['POST 201', 'PATCH 204', 'PATCH 409', 'HEAD 200', 'PATCH 204']);
  },

  async can_do_with_post_alone(scene) {
    const sent = new Sent({ ...scene.options, overridePatchMethod: true }).start();
    assert.deepEqual(await scene.rows(await sent.done), LINES);
    assert.ok(sent.spoken.every((one) => one.startsWith('POST ')), sent.spoken.join());
  },

  async takes_back_what_it_brought(scene) {
    const sent = new Sent(scene.options);
    const paused = sent.pause();
    sent.start();
    await paused;
    const at = sent.upload.url ?? '';
    await sent.upload.abort(true);
    const gone = await scene.ask(at);
    assert.deepEqual([gone.status, gone.headers.get('upload-offset')], [404, null]);
    await assert.rejects(tus.Upload.terminate(at, scene.options), /unexpected response.*404/);
  },

  async is_refused_what_is_too_large_and_what_is_somebody_elses(scene) {
    const large = new Sent({ ...scene.options, uploadSize: 10 ** 12 }).start();
    await assert.rejects(large.done, /response code: 413/);
    const nobody = new Sent({ ...scene.options, headers: {} }).start();
    await assert.rejects(nobody.done, /response code: 401/);
    const grace = await new Account(scene.ada.url, `tus-grace-${Date.now()}`).enter();
    const stranger = new Sent({ ...scene.options, headers: { Cookie: grace.cookie } }).start();
    await assert.rejects(stranger.done, /response code: 404/);
  },
};

/**
 * What it remembers is gone here; its file is brought from the start.
 * @param {Scene} scene @param {import('../tools/server.mjs').Server} server
 */
async function expires(scene, server) {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-tus-'));
  try {
    const options = { ...scene.options, urlStorage: storage(join(folder, 'known')) };
    const first = new Sent(options);
    const paused = first.pause();
    first.start();
    await paused;
    const at = first.upload.url ?? '';
    const until = Date.parse((await scene.ask(at)).headers.get('upload-expires') ?? '');
    assert.ok(until > Date.now(), String(until));
    await server.drain();
    age(join(server.data, 'uploads', at.split('/').at(-1) ?? ''));
    await server.up();
    assert.equal((await scene.ask(at)).status, 404);
    const second = new Sent(options);
    const [known] = await second.upload.findPreviousUploads();
    assert.ok(known, 'it remembers');
    second.upload.resumeFromPreviousUpload(known);
    assert.deepEqual(await scene.rows(await second.start().done), LINES);
    assert.deepEqual(second.spoken.slice(0, 2), ['HEAD 404', 'POST 201']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Two days pass for an upload that waits. @param {string} upload its files, without their endings */
function age(upload) {
  const ago = Date.now() - 48 * 60 * 60 * 1_000;
  const note = JSON.parse(readFileSync(`${upload}.upload`, 'utf8'));
  writeFileSync(`${upload}.upload`, JSON.stringify({ ...note, created_ms: ago, expires_ms: ago + 1_000 }));
  utimesSync(`${upload}.part`, ago / 1_000, ago / 1_000);
}

/** Where a program remembers what it began. @param {string} path */
function storage(path) {
  // The package does not declare it.
  const { FileUrlStorage } = /** @type {any} */ (tus);
  return /** @type {import('tus-js-client').UrlStorage} */ (new FileUrlStorage(path));
}

/** A process that sends a file, and goes on with it where it did before. @param {Scene} scene @param {string} file @param {string} known */
function program(scene, file, known) {
  const script = fileURLToPath(new URL('tus-sender.mjs', import.meta.url));
  const { endpoint, headers } = scene.options;
  const child = spawn('node', [script, endpoint ?? '', headers?.Cookie ?? '', file, known, String(CHUNK)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (bytes) => (said += bytes));
  /** Its next line of the kind, whatever came before it. @param {RegExp} pattern @returns {Promise<string>} */
  const says = async (pattern) => {
    for (;;) {
      const found = said.split('\n').slice(0, -1).find((line) => pattern.test(line));
      if (found) return found;
      const event = await Promise.race([once(child.stdout, 'data').then(() => 'more'), once(child, 'close').then(() => 'end')]);
      if (event === 'end' && !said.split('\n').some((line) => pattern.test(line))) throw new Error(`It ended, and had said: ${said}`);
    }
  };
  return { child, says };
}
