// @ts-check
/**
 * A real nginx or Caddy in front of a server, with TLS, on a free port. What it writes lies in a
 * temporary folder, which goes with it; it needs no rights that its starter has not.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.mjs';

const NGINX = process.env.TANDEM_NGINX ?? '/usr/sbin/nginx';
const CADDY = process.env.TANDEM_CADDY ?? '/usr/bin/caddy';

export class Front {
  /** @param {import('node:child_process').ChildProcess} child @param {string} folder @param {number} port */
  constructor(child, folder, port) {
    this.child = child;
    this.folder = folder;
    this.port = port;
  }

  /** `https://…` as a browser opens it; the certificate is nobody's. */
  get url() {
    return `https://127.0.0.1:${this.port}`;
  }

  /**
   * nginx. @param {string} inside what stands in its `server`, with `location`s
   * @returns {Promise<Front>}
   */
  static nginx(inside) {
    return Front.#start(NGINX, (folder, port, tls) => {
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((kind) => `${kind}_temp_path ${folder}/${kind};`);
      writeFileSync(`${folder}/nginx.conf`, `
        ${process.getuid?.() === 0 ? 'user root;' : ''}
        daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/log;
        events {}
        http {
          access_log ${folder}/access; ${temporary.join(' ')}
          map $http_upgrade $connection_upgrade { default upgrade; '' close; }
          server {
            listen 127.0.0.1:${port} ssl; ssl_certificate ${tls.cert}; ssl_certificate_key ${tls.key};
            ${inside}
          }
        }`);
      return ['-p', folder, '-e', `${folder}/log`, '-c', `${folder}/nginx.conf`];
    });
  }

  /** Caddy. @param {string} inside what stands in its site @returns {Promise<Front>} */
  static caddy(inside) {
    return Front.#start(CADDY, (folder, port, tls) => {
      writeFileSync(`${folder}/Caddyfile`, `
{
	admin off
	auto_https off
	storage file_system ${folder}/caddy
}
https://127.0.0.1:${port} {
	tls ${tls.cert} ${tls.key}
	${inside}
}
`);
      return ['run', '--adapter', 'caddyfile', '--config', `${folder}/Caddyfile`];
    });
  }

  /** How often a path was asked for so far. nginx only. @param {RegExp} path */
  asked(path) {
    const lines = readFileSync(`${this.folder}/access`, 'utf8').split('\n');
    return lines.filter((line) => path.test(line)).length;
  }

  async close() {
    const gone = new Promise((done) => this.child.once('exit', done));
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /**
   * @param {string} program
   * @param {(folder: string, port: number, tls: { cert: string, key: string }) => string[]} configure
   */
  static async #start(program, configure) {
    if (!existsSync(program)) throw new Error(`${program} is missing. make setup installs it.`);
    const folder = mkdtempSync(join(tmpdir(), 'tandem-front-'));
    const port = await freePort();
    const args = configure(folder, port, certificate(folder));
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH ?? '', HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (bytes) => (said += bytes));
    const front = new Front(child, folder, port);
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (child.exitCode !== null) break;
      if (await listens(port)) return front;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await front.close();
    throw new Error(`${program} did not start.\n${said}`);
  }
}

/** A certificate of its own, for this machine. @param {string} folder */
function certificate(folder) {
  const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
  execFileSync('openssl', [
    'req', '-x509', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert,
  ], { stdio: 'pipe' });
  return { cert, key };
}

/** @param {number} port @returns {Promise<boolean>} */
function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(socket.destroy() !== undefined));
    socket.once('error', () => resolve(false));
  });
}
