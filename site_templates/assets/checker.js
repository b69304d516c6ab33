/* From a code or a diploma's text to a finding: fetches what this site publishes, takes the rest from files that the reader
   chose, has `verify` judge, and says where each means of judging came from.

     new parchemin.Checker({host, root, saved, pinned, clock, cache})
        host     the official host of this site, as signed into its diplomas
        root     URL of the site's root, or null where nothing can be fetched (a page opened from a disk)
        saved    parchemin.Saved: keys, status lists and proofs from files
        pinned   the fingerprint that the reader knows from elsewhere, or null
        clock    () → Date, the reader's
     checker.byCode(code)    Promise of a finding
     checker.byText(text)    Promise of a finding
     new parchemin.Saved()   .add(evidence) → true where it was keys, a list or a proof

   A finding is {outcome, time, …}:
        unknown-code   the site has no diploma of that code          {code}
        withdrawn      its page says that its holder no longer shares it {code, page}
        unreachable    the site did not answer                        {code}
        report         {verdict, checks, credential, tone, notes, code, page, host, list, sha256}
           tone        good · warn · bad; good only if every check passed with means that the reader can trust
           notes       slugs of report-words: keys-from-file, list-from-file, pinned, own-keys-missing, other-host-keys …
           page        address of the diploma's page, here or on its own host; null where unknown

   Keys of this site's own host are taken from the site whenever it answers: a did.json that came along with a diploma would let
   anybody vouch for themselves. No DOM; `fetch` is the only effect. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { Malformed, parseObject, canonical, hex, sha256, checkStructure, parseDid, verify } = parchemin;

  const TIMEOUT = 15_000; // milliseconds
  const MAX_CREDENTIAL = 1_000_000;
  const MAX_DID = 65_536;
  const MAX_LIST = 4_000_000;
  const MAX_PAGE = 2_000_000;
  const CLOCK_TOLERANCE = 26 * 3_600_000; // a day, and a clock set to another zone
  /** Names that nobody can own (RFC 2606, RFC 6761): what is issued under them is for show. */
  const RESERVED = /(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(org|com|net)$|^127\.0\.0\.1$/;

  /** Keys and lists from files, by the did and the address that they themselves name; `verify` holds them to that. */
  class Saved {
    constructor() {
      this.didDocuments = new Map();
      this.statusLists = new Map();
    }

    add({ kind, text }) {
      if (kind !== 'did-document' && kind !== 'status-list') return false;
      const { id } = parseObject(text, MAX_LIST);
      if (typeof id === 'string') (kind === 'did-document' ? this.didDocuments : this.statusLists).set(id, text);
      return true;
    }

    get size() {
      return this.didDocuments.size + this.statusLists.size;
    }
  }

  /** {bytes} · {missing: true} · {} where the site did not answer; and what its clock said. */
  async function read(url, maxBytes) {
    try {
      const options = { cache: 'no-cache', credentials: 'omit', mode: 'same-origin', signal: AbortSignal.timeout(TIMEOUT) };
      const response = await fetch(url, options);
      if (response.status === 404 || response.status === 410) return { missing: true };
      if (!response.ok) return {};
      return { bytes: await bounded(response.body, maxBytes), date: dateOf(response.headers) };
    } catch {
      return {};
    }
  }

  async function bounded(stream, maxBytes) {
    const parts = [];
    let length = 0;
    for (let reader = stream.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > maxBytes) {
        reader.cancel().catch(() => {});
        throw new Malformed('too-large');
      }
      parts.push(value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  /** When the host answered, by its own clock; a cache adds how long it kept the answer. */
  function dateOf(headers) {
    const date = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date + 1_000 * Number(headers.get('age') ?? 0);
  }

  class Checker {
    constructor({ host, root, saved = new Saved(), pinned = null, clock = () => new Date() }) {
      Object.assign(this, { host, root, saved, pinned, clock });
      this.answers = new Map(); // one request for the keys and the lists, however many diplomas are checked
    }

    /** The site's own file, once. */
    get(path, maxBytes) {
      if (this.root === null) return Promise.resolve({});
      const url = new URL(path.replace(/^\//, ''), this.root).href;
      if (!this.answers.has(url)) this.answers.set(url, read(url, maxBytes));
      return this.answers.get(url);
    }

    async byCode(code) {
      const url = new URL(`d/${code}.json`, this.root);
      const { bytes, missing, date } = await read(url, MAX_CREDENTIAL);
      const seen = { code, time: this.clock(), host: this.host };
      if (missing) {
        const declared = await this.declared(code);
        const page = this.pageOf(code);
        return declared === 'withdrawn' ? { ...seen, outcome: 'withdrawn', page } : { ...seen, outcome: 'unknown-code' };
      }
      if (bytes === undefined) return { ...seen, outcome: 'unreachable' };
      const finding = await this.byText(bytes, date);
      if (!finding.id || finding.id === `https://${this.host}/d/${code}.json`) return { ...finding, code };
      // A genuine diploma at the address of another one.
      finding.checks.push({ id: 'code', outcome: 'failed', reason: 'differs', detail: { code } });
      return { ...finding, code, verdict: 'altered', tone: 'bad', credential: null };
    }

    async byText(credentialText, date) {
      const time = this.clock();
      const claimed = structured(credentialText);
      const trusted = { didDocuments: {}, statusLists: {}, pinned: this.pinned, now: time };
      const finding = { outcome: 'report', time, host: this.host, notes: [], code: undefined, page: null };
      if (claimed) Object.assign(finding, await this.gather(claimed, trusted));
      const report = await verify({ credentialText, ...trusted });
      Object.assign(finding, report);
      if (claimed && finding.own && !trusted.didDocuments[claimed.issuer.id]) withoutKeys(finding);
      if (finding.verdict === 'unknown-issuer' && !finding.own) finding.notes.push('other-host-keys');
      this.judgeClock(finding, date ?? finding.date);
      if (finding.verdict === 'revoked' && finding.own && (await this.declared(finding.code)) === 'superseded') {
        finding.verdict = 'superseded';
      }
      if (report.credential) finding.sha256 = hex(await sha256(canonical(report.credential)));
      finding.tone = toneOf(finding);
      return finding;
    }

    /** Finds the keys and the list of a diploma, this site's own before saved ones, and notes where they came from. */
    async gather(claimed, trusted) {
      const did = claimed.issuer.id;
      const list = claimed.credentialStatus.statusListCredential;
      const issuer = parseDid(did);
      const own = issuer.host === this.host;
      const found = { own, id: claimed.id, list, issuerHost: issuer.host, notes: [], ...this.address(claimed) };
      const keys = own ? await this.get(issuer.documentPath, MAX_DID) : {};
      const address = new URL(list);
      const bits = address.host === this.host ? await this.get(address.pathname, MAX_LIST) : {};
      found.date = keys.date;
      if (keys.bytes) trusted.didDocuments[did] = keys.bytes;
      else if (this.saved.didDocuments.has(did)) {
        trusted.didDocuments[did] = this.saved.didDocuments.get(did);
        found.notes.push('keys-from-file');
      }
      if (bits.bytes) trusted.statusLists[list] = bits.bytes;
      else if (this.saved.statusLists.has(list)) {
        trusted.statusLists[list] = this.saved.statusLists.get(list);
        found.notes.push('list-from-file');
      }
      if (this.pinned !== null) found.notes.push('pinned');
      if (RESERVED.test(issuer.host.replace(/:\d+$/, ''))) found.notes.push('reserved-host');
      return found;
    }

    /** The code in a diploma's own address, and the page where its state can be read. */
    address(claimed) {
      const url = new URL(claimed.id);
      const code = /^\/d\/([^/]+)\.json$/.exec(url.pathname)?.[1];
      const read = code === undefined ? undefined : parchemin.readCode(code).code;
      if (read === undefined || read !== code) return { official: null };
      const official = `https://${url.host}/d/${code}.html`;
      const here = url.host === this.host && this.root !== null;
      return { code, official, page: here ? this.pageOf(code) : official };
    }

    pageOf(code) {
      return new URL(`d/${code}.html`, this.root).href;
    }

    /** The state that the register's page declares: a status list knows neither "superseded" nor "withdrawn". */
    async declared(code) {
      if (code === undefined) return undefined;
      const { bytes } = await this.get(`d/${code}.html`, MAX_PAGE);
      if (bytes === undefined) return undefined;
      const main = /<main\b[^>]{0,600}>/.exec(new TextDecoder().decode(bytes))?.[0] ?? '';
      return main.includes(`data-code="${code}"`) ? /\bdata-state="([a-z-]+)"/.exec(main)?.[1] : undefined;
    }

    /** Dates are judged by the reader's clock; when it is plainly wrong, they are not judged at all. */
    judgeClock(finding, date) {
      const now = finding.time.getTime();
      if (!finding.credential || ['revoked', 'superseded', 'altered', 'unknown-issuer'].includes(finding.verdict)) return;
      const signed = Date.parse(finding.checks.find(({ id }) => id === 'proof').detail.created);
      const wrong = date === undefined ? now + CLOCK_TOLERANCE < signed : Math.abs(now - date) > CLOCK_TOLERANCE;
      if (!wrong) return;
      const instant = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;
      const detail = { clock: instant(now), other: instant(date ?? signed), by: date === undefined ? 'signature' : 'site' };
      const dates = finding.checks.findIndex(({ id }) => id === 'dates');
      finding.checks[dates] = { id: 'dates', outcome: 'not-checked', reason: 'clock', detail };
      finding.verdict = 'cannot-check';
      finding.notes.push('clock');
    }
  }

  /** The credential, where it is sound enough to say whose keys and which list are needed. It is not believed yet. */
  function structured(text) {
    try {
      const value = parseObject(text);
      checkStructure(value);
      return value;
    } catch (error) {
      if (error instanceof Malformed) return undefined;
      throw error;
    }
  }

  /** Our own did.json could not be read: the issuer is not unknown, it could not be asked. */
  function withoutKeys(finding) {
    const check = finding.checks.find(({ reason }) => reason === 'no-did-document');
    if (!check) return;
    Object.assign(check, { outcome: 'not-checked', reason: 'did-not-fetched' });
    finding.verdict = 'cannot-check';
    finding.notes.push('own-keys-missing');
  }

  const BAD = ['revoked', 'superseded', 'expired', 'altered', 'unknown-issuer'];

  function toneOf({ verdict, checks, notes }) {
    if (BAD.includes(verdict)) return 'bad';
    const anchored = !notes.includes('keys-from-file') || notes.includes('pinned');
    const allPassed = checks.every(({ outcome, reason }) => outcome === 'passed' || reason === 'pinned-key-only');
    return verdict === 'valid' && anchored && allPassed ? 'good' : 'warn';
  }

  Object.assign(parchemin, { Checker, Saved });
})();
