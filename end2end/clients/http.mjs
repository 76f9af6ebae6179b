// @ts-check
/** What a program does over HTTP before it opens a socket: an account, a login, a session. */

const PASSWORD = 'correct horse battery';

/** A signed-in program: its cookie is all it has. */
export class Account {
  /** @param {string} url @param {string} name */
  constructor(url, name) {
    this.url = url;
    this.name = name;
    this.cookie = '';
  }

  /** @param {string} path @param {Record<string, string>} form */
  async post(path, form) {
    const answer = await fetch(`${this.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
        ...(this.cookie ? { Cookie: this.cookie } : {}),
      },
      body: new URLSearchParams(form),
    });
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
    if (cookies.length > 0) this.cookie = cookies.join('; ');
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  /** Makes the account and signs in anew, as a program with a stored password does. */
  async enter() {
    await this.post('/api/register', { username: this.name, password: PASSWORD });
    return await this.signIn();
  }

  /** A login of its own for an account that is there. */
  async signIn() {
    this.cookie = '';
    await this.post('/api/login', { username: this.name, password: PASSWORD });
    if (!this.cookie) throw new Error('Signing in gave no cookie.');
    return this;
  }

  /** @param {string} title @returns {Promise<string>} the new session's uuid */
  async createSession(title) {
    const answer = await this.post('/api/create_session', { title });
    const place = answer.headers.get('location') ?? '';
    const uuid = place.match(/\/session\/([0-9a-f-]{36})$/)?.[1];
    if (!uuid) throw new Error(`Creating a session led to "${place}".`);
    return uuid;
  }

  /** Claims the second seat. @param {string} uuid */
  async joinSession(uuid) {
    await this.post('/api/join_session', { session_uuid: uuid });
  }
}
