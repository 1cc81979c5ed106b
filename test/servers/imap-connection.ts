import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { createInflateRaw } from 'node:zlib';
import { fetchRow, wordsOf } from './imap-answers.ts';
import type { ImapFolder } from './imap-folder.ts';
import type { ImapServer } from './imap.ts';
import { ImapWire } from './imap-wire.ts';

type Verb = (tag: string, words: string[]) => void;

/** One client. Commands are answered one after the other, as they come. */
export class ImapConnection {
  onClose = () => {};
  #server: ImapServer;
  #wire: ImapWire;
  #encrypted: boolean;
  #secureContext: SecureContext;
  #unread = Buffer.alloc(0);
  /** Takes the next line instead of the commands: after a continuation request. */
  #continuation: ((line: string) => void) | null = null;
  #folder: ImapFolder | null = null;
  #announced = 0;
  /** Mails whose text was sent. */
  #texts = 0;

  constructor(server: ImapServer, socket: Socket, encrypted: boolean, secureContext: SecureContext) {
    this.#server = server;
    this.#wire = new ImapWire(socket, () => server.faults);
    this.#encrypted = encrypted;
    this.#secureContext = secureContext;
    this.#attach(socket);
    const { silent, farewell, courier } = server.faults;
    if (this.#misbehaves('GREETING')) return;
    if (farewell !== undefined) this.sayFarewell(farewell);
    else if (!silent) this.#say(`* OK [CAPABILITY ${this.#capabilities()}] ${courier ? 'Courier-IMAP ' : ''}ready`);
  }

  sayFarewell(words: string): void {
    this.#say(`* BYE ${words}`);
    this.#wire.socket.end();
  }

  drop(): void {
    this.#wire.socket.destroy();
  }

  tell(line: string): void {
    this.#say(line);
  }

  #attach(socket: Socket): void {
    this.#wire.socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    // Clients may hang up at any time.
    socket.on('error', () => {});
    socket.on('close', () => this.onClose());
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (let end = this.#unread.indexOf('\r\n'); end !== -1; end = this.#unread.indexOf('\r\n')) {
      const line = this.#unread.subarray(0, end).toString();
      this.#unread = this.#unread.subarray(end + 2);
      this.#server.heard.push(line);
      if (this.#server.faults.silent) continue;
      const continuation = this.#continuation;
      this.#continuation = null;
      if (continuation !== null) continuation(line);
      else this.#obey(line);
    }
  }

  #obey(line: string): void {
    const [tag = '*', ...words] = wordsOf(line);
    let name = words.shift()?.toUpperCase() ?? '';
    if (name === 'UID') name += ` ${words.shift()?.toUpperCase() ?? ''}`;
    if (this.#misbehaves(name)) return;
    const { refuse, refuseWith = 'NO' } = this.#server.faults;
    const refusal = refuse?.[name];
    const verb = this.#verbs[name];
    if (refusal !== undefined) this.#say(`${tag} ${refuseWith} ${refusal}`);
    else if (verb === undefined) this.#say(`${tag} BAD unknown command`);
    else verb(tag, words);
  }

  #misbehaves(name: string): boolean {
    const { flood, drip } = this.#server.faults;
    if (flood?.[name] !== undefined) this.#wire.flood(flood[name]);
    else if (drip?.[name] !== undefined) this.#wire.drip(drip[name]);
    else return false;
    return true;
  }

  #verbs: Record<string, Verb | undefined> = {
    CAPABILITY: (tag) => this.#done(tag, `* CAPABILITY ${this.#capabilities()}`),
    STARTTLS: (tag) => this.#startTls(tag),
    LOGIN: (tag, [user, password]) => this.#logIn(tag, user, password),
    AUTHENTICATE: (tag, [, response]) => this.#authenticate(tag, response),
    ID: (tag) => this.#done(tag, '* ID ("name" "test")'),
    NAMESPACE: (tag) => this.#done(tag, `* NAMESPACE (("${this.#prefix}" "/")) NIL NIL`),
    LIST: (tag, [reference, pattern]) => this.#list(tag, reference, pattern),
    LSUB: (tag) => this.#done(tag),
    STATUS: (tag, [name]) => this.#status(tag, name),
    SELECT: (tag, [name]) => this.#open(tag, name, 'READ-WRITE'),
    EXAMINE: (tag, [name]) => this.#open(tag, name, 'READ-ONLY'),
    NOOP: (tag) => this.#noop(tag),
    'UID FETCH': (tag, [uidSet, ...items]) => this.#fetch(tag, uidSet, items),
    'UID SEARCH': (tag, [, uidSet]) => this.#search(tag, uidSet),
    IDLE: (tag) => this.#idle(tag),
    COMPRESS: (tag) => this.#compress(tag),
    LOGOUT: (tag) => {
      this.#done(tag, '* BYE');
      this.#wire.socket.end();
    },
  };

  #capabilities(): string {
    const { withoutStarttls, loginDisabled, compress } = this.#server.faults;
    if (!this.#encrypted) return `IMAP4rev1 LOGINDISABLED${withoutStarttls ? '' : ' STARTTLS'}`;
    const login = loginDisabled ? 'LOGINDISABLED' : 'AUTH=PLAIN';
    return `IMAP4rev1 IDLE ID NAMESPACE SASL-IR ${login}${compress === undefined ? '' : ' COMPRESS=DEFLATE'}`;
  }

  #startTls(tag: string): void {
    this.#say(`${tag} OK begin${this.#server.faults.wordsBeforeTls ?? ''}`);
    const plain = this.#wire.socket;
    plain.removeAllListeners('data');
    this.#encrypted = true;
    this.#attach(new TLSSocket(plain, { isServer: true, secureContext: this.#secureContext }));
  }

  #authenticate(tag: string, response: string | undefined): void {
    const check = (encoded: string) => {
      const [, user, password] = Buffer.from(encoded, 'base64').toString().split('\0');
      this.#logIn(tag, user, password);
    };
    if (response !== undefined) check(response);
    else this.#ask('', check);
  }

  #logIn(tag: string, user = '', password = ''): void {
    if (!this.#encrypted) return this.#say(`${tag} NO [PRIVACYREQUIRED] use STARTTLS`);
    if (this.#server.users[user] !== password) return this.#say(`${tag} NO [AUTHENTICATIONFAILED] wrong password`);
    this.#done(tag);
    this.#wire.sentBytes = 0;
  }

  get #prefix(): string {
    return this.#server.faults.prefix ?? '';
  }

  #list(tag: string, reference = '', pattern = ''): void {
    const listed = [...this.#server.folders.keys()].filter((name) => this.#prefix === '' || name !== 'INBOX');
    const names = listed.filter((name) => name.startsWith(reference) && (pattern === '*' || pattern === name));
    this.#done(tag, ...names.map((name) => `* LIST (\\HasNoChildren) "/" "${name}"`));
  }

  #status(tag: string, name = ''): void {
    const folder = this.#server.folders.get(name);
    if (folder === undefined) return this.#say(`${tag} NO [NONEXISTENT] no such folder`);
    const { mails, uidNext, uidValidity } = folder;
    const validity = this.#server.faults.withoutUidValidity === 'everywhere' ? '' : ` UIDVALIDITY ${uidValidity}`;
    this.#done(tag, `* STATUS "${name}" (MESSAGES ${mails.length} UIDNEXT ${uidNext}${validity})`);
  }

  #open(tag: string, name = '', mode: string): void {
    this.#folder = this.#server.folders.get(name) ?? null;
    if (this.#folder === null) return this.#say(`${tag} NO [NONEXISTENT] no such folder`);
    if (this.#server.faults.courier && mode === 'READ-ONLY') this.#folder.uidValidity += 1;
    const { mails, uidNext, uidValidity } = this.#folder;
    this.#announced = mails.length;
    this.#say(`* ${mails.length} EXISTS`);
    if (this.#server.faults.withoutUidValidity === undefined) this.#say(`* OK [UIDVALIDITY ${uidValidity}]`);
    this.#say(`* OK [UIDNEXT ${uidNext}]`);
    this.#say(`${tag} OK [${mode}] open`);
  }

  #noop(tag: string): void {
    this.#announce();
    this.#done(tag);
  }

  #search(tag: string, uidSet = '1:*'): void {
    const found = this.#folder?.select(uidSet) ?? [];
    this.#done(tag, `* SEARCH ${found.map(({ mail }) => mail.uid).join(' ')}`);
  }

  #fetch(tag: string, uidSet = '', items: string[]): void {
    const { withoutAnswer, fatalUid, refuseTexts, refusePartial, textsPerConnection } = this.#server.faults;
    const asksForText = items.some((item) => item.startsWith('BODY'));
    if (refusePartial && items.some((item) => item.includes(']<'))) return this.#say(`${tag} BAD unknown argument`);
    for (const { number, mail } of this.#folder?.select(uidSet) ?? []) {
      if (withoutAnswer?.has(mail.uid)) continue;
      if (asksForText && mail.uid === fatalUid) return this.drop();
      const refusal = asksForText ? refuseTexts?.get(mail.uid) : undefined;
      if (refusal !== undefined) return this.#say(`${tag} NO ${refusal}`);
      if (asksForText && this.#texts === textsPerConnection?.count) return this.#breakOff(tag, textsPerConnection.then);
      if (asksForText) this.#texts += 1;
      this.#wire.write(fetchRow(number, mail, items, this.#server.faults));
    }
    this.#done(tag);
  }

  #breakOff(tag: string, words: string): void {
    const isBye = words.startsWith('BYE');
    this.#say(`${isBye ? '*' : tag} ${words}`);
    if (isBye) this.#wire.socket.end();
  }

  #idle(tag: string): void {
    const { silentIdle, shortIdle, byeInIdle } = this.#server.faults;
    if (byeInIdle !== undefined) return this.#breakOff(tag, `BYE ${byeInIdle}`);
    const stop = this.#folder?.watch(() => silentIdle || this.#announce());
    this.#ask('idling', () => {
      stop?.();
      this.#done(tag);
    });
    if (!silentIdle) this.#announce();
    if (!shortIdle) return;
    stop?.();
    this.#continuation = null;
    this.#done(tag);
  }

  #compress(tag: string): void {
    this.#done(tag);
    const inflate = createInflateRaw();
    const { socket } = this.#wire;
    socket.removeAllListeners('data');
    socket.pipe(inflate).on('error', () => this.drop());
    // Not at once: a client that compresses hangs up on what comes before it does.
    if (this.#server.faults.compress === 'empty') inflate.once('data', () => this.#wire.floodWithNothing());
    else inflate.on('data', (chunk: Buffer) => this.#read(chunk));
    if (this.#server.faults.compress === 'honest') this.#wire.compress();
  }

  #announce(): void {
    const count = this.#folder?.mails.length ?? 0;
    if (count === this.#announced) return;
    this.#announced = count;
    this.#say(`* ${count} EXISTS`);
  }

  #ask(words: string, then: (line: string) => void): void {
    this.#continuation = then;
    this.#say(`+ ${words}`);
  }

  #done(tag: string, ...lines: string[]): void {
    for (const line of lines) this.#say(line);
    this.#say(`${tag} OK done`);
  }

  #say(line: string): void {
    this.#wire.write(`${line}\r\n`);
  }
}
