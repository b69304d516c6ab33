/* What the verifier says to people in English: parchemin.words.en, of which verify-words.js makes sentences. A diploma's page loads
   one language, and the other when somebody asks for it; the keys are those of the other file.

     verdicts    [title, meaning] by verdict; `doubtful` is `valid` where a check beside the diploma's own did not succeed
     outcomes    [sign, word] · names   of the checks · notReached
     details     what was compared, by check and reason; `*` serves every other reason; `d` is the detail
     notes       where the page was found; `f` are the facts */
'use strict';
((globalThis.parchemin ??= {}).words ??= {}).en = (() => {
  const day = (value) => parchemin.dayText(value, 'en');
  const instant = (value) => parchemin.instantText(value, 'en');
  const logged = (d) => `logged as entry ${d.index} of ${d.size}, signed by ${d.log}`;

  const verdicts = {
    valid: [
      'Authentic and valid',
      'The issuer’s signature covers every value that the page gives as signed, and the diploma is not revoked.',
    ],
    doubtful: [
      'Authentic, with one reservation',
      'The signature is good and the diploma is not revoked, but one check did not succeed: see below.',
    ],
    'valid-status-not-checked': [
      'Authentic, but revocation not checked',
      'The signature is good. The list of revocations could not be checked: this diploma may have been revoked.',
    ],
    revoked: ['Revoked: this diploma is no longer valid', 'It was truly issued, and its issuer revoked it later.'],
    superseded: [
      'Superseded: this diploma is no longer valid',
      'It was truly issued, and another one has taken its place.',
    ],
    expired: ['Expired', 'It was truly issued, but the time for which it holds has passed.'],
    'not-yet-valid': ['Not yet valid', 'Its issuer signed it, but it only takes effect later.'],
    altered: [
      'Altered, or not issued by this issuer',
      'Do not rely on it. The content is hidden, because nothing proves that it is true.',
    ],
    'unknown-issuer': ['Unknown issuer', 'Nothing proves who issued this diploma. The content is hidden.'],
    'cannot-check': [
      'Cannot be checked here',
      'Neither true nor false: the means to check are missing. What is shown is not proven.',
    ],
  };
  const outcomes = { passed: ['✓', 'passed'], failed: ['✗', 'failed'], 'not-checked': ['?', 'not checked'] };
  const names = {
    parse: 'Reading', structure: 'Structure', issuer: 'Issuer', key: 'Key', proof: 'Signature', dates: 'Dates',
    status: 'Revocation', log: 'Transparency log', copy: 'Published file', page: 'Page shown',
  };
  const notReached = 'an earlier check did not succeed';

  const details = {
    parse: { ok: (d) => `${d.bytes} bytes of unambiguous JSON`, '*': () => 'the text is not unambiguous JSON' },
    structure: {
      ok: () => 'all the data of an Open Badges 3.0 diploma',
      '*': () => 'a value is missing or not of the expected form',
    },
    issuer: {
      ok: (d) => `${d['did.json']}, by the document of keys that it publishes`,
      'pinned-key-only': (d) => `${d.issuer}, by the given fingerprint, without a document of keys`,
      'no-did-document': (d) => `no document of keys is known for ${d.issuer}`,
      'did-not-fetched': (d) => `the document of keys of ${d.issuer} could not be read`,
      'did-document-malformed': (d) => `the document of keys of ${d.issuer} is unreadable`,
      'did-mismatch': (d) => `the diploma names ${d.issuer}, the document of keys ${d['did.json']}`,
    },
    key: {
      ok: (d) => `fingerprint ${d.fingerprint}, published by the issuer`,
      'stolen-later': (d) => `fingerprint ${d.fingerprint}: stolen later, but the log held this diploma before`,
      'key-compromised': () => 'the issuer gave this key up as stolen; nothing shows that this diploma is older',
      'fingerprint-mismatch': (d) => `the expected fingerprint is ${d.pinned}, the key has another`,
      '*': () => 'the key named by the signature is not a key of this issuer',
    },
    proof: {
      ok: (d) => `signed on ${instant(d.created)} (${d.cryptosuite})`,
      signature: () => 'the signature does not match the text',
      'no-ed25519': () => 'this browser cannot check Ed25519 signatures (or the page is not on https)',
      'no-jcs-proof': () => 'no signature of a kind that this program can check',
      '*': () => 'the signature is missing or not of the expected form',
    },
    dates: {
      ok: (d) =>
        `valid from ${day(d.validFrom)}, ${d.validUntil ? `until ${day(d.validUntil)}` : 'without limit'}`,
      expired: (d) => `valid until ${day(d.validUntil)}`,
      'not-yet-valid': (d) => `valid from ${day(d.validFrom)}`,
    },
    status: {
      ok: (d) => `not revoked${d['list date'] ? ` in the signed list of ${day(d['list date'])}` : ''}`,
      revoked: (d) => `revoked${d['list date'] ? ` in the signed list of ${day(d['list date'])}` : ''}`,
      'list-missing': () => 'the list of revocations could not be read',
      '*': () => 'the list of revocations cannot be relied on',
    },
    log: {
      witnessed: (d) => `${logged(d)}; seen by ${d.witnesses}`,
      'not-witnessed': (d) => `${logged(d)}; not witnessed`,
      'not-logged': () => 'no proof: not logged yet, or the proof was taken away',
      means: () => 'the key of the log could not be read',
      vkey: () => 'the key of the log is unreadable',
      policy: () => 'the policy of the log is unreadable',
      'no-salt': () => 'the proof lacks what it takes to find the entry',
      'no-ed25519': () => 'this browser cannot check Ed25519 signatures',
      'not-included': () => 'the proof is not that of this diploma',
      'log-signature': () => 'the proof is not signed by the key of this log',
      origin: () => 'the proof comes from another log',
      'policy-log': () => 'the published key is not that of the log that its policy names',
      'rolled-back': () => 'the published log is shorter than that of the proof: entries have disappeared',
      forked: () => 'the published log contradicts that of the proof',
      cosignature: () => 'the signature of a witness is false',
      quorum: (d) => `${logged(d)}; seen by fewer witnesses than it asks for`,
      '*': () => 'the proof of its entry is not good',
    },
    copy: {
      ok: (d) => `identical to ${d.file}`,
      differs: (d) => `the diploma inside the page is not ${d.file}`,
      missing: (d) => `${d.file} could not be read`,
    },
    page: {
      ok: (d) => `${d.count} values compared, all as in the signed text; the words around them are not compared`,
      unproven: (d) => `${d.count} values as in the attached text, whose signature is not checked`,
      differs: (d) => `differs from the signed text: ${d.places}`,
    },
  };

  const notes = {
    'other-host': (f) =>
      `This copy is served by ${f.host}; the official address is ${f.official}. `
      + `The keys and the list of revocations come from ${f.host}: the result is worth what that site is worth.`,
    file: (f) =>
      `Page opened from a file: neither the issuer’s keys nor the list of revocations could be read. `
      + `The official address is ${f.official}.`,
    'declared-only': () => 'This page declares it; the list of revocations read just now does not say so.',
    'page-outdated': () => 'The page itself is older than this result and says otherwise.',
    'log-failed': () =>
      'The signature is good, but the proof of its place in the transparency log is not. Ask the school why.',
    'no-record': () => 'This page holds no signed diploma: there is nothing to check.',
    internal: () => 'The checking program broke off.',
    official: (f) => `This check is made by the page itself: make sure that the address bar shows ${f.host}.`,
    time: (f) => `Checked by this browser on ${f.time}.`,
  };

  return { verdicts, outcomes, names, notReached, details, notes };
})();
