/* The rest of what the verifier says to people in English: of diplomas that are not good, and of checks that did not succeed. Added to
   parchemin.words.en, which words-en.js made, and whose parts are explained there; `doubtful` is the verdict `valid` where a
   check beside the diploma's own did not succeed. */
'use strict';
(() => {
  const words = parchemin.words.en;
  const day = (value) => parchemin.dayText(value, 'en');
  const logged = (d) => `logged as entry ${d.index} of ${d.size}, signed by ${d.log}`;

  const verdicts = {
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
  };

  const details = {
    parse: { '*': () => 'the text is not unambiguous JSON' },
    structure: { '*': () => 'a value is missing or not of the expected form' },
    issuer: {
      'pinned-key-only': (d) => `${d.issuer}, by the given fingerprint, without a document of keys`,
      'no-did-document': (d) => `no document of keys is known for ${d.issuer}`,
      'did-document-malformed': (d) => `the document of keys of ${d.issuer} is unreadable`,
      'did-mismatch': (d) => `the diploma names ${d.issuer}, the document of keys ${d['did.json']}`,
    },
    key: {
      'stolen-later': (d) => `fingerprint ${d.fingerprint}: stolen later, but the log held this diploma before`,
      'key-compromised': () => 'the issuer gave this key up as stolen; nothing shows that this diploma is older',
      'fingerprint-mismatch': (d) => `the expected fingerprint is ${d.pinned}, the key has another`,
      '*': () => 'the key named by the signature is not a key of this issuer',
    },
    proof: {
      signature: () => 'the signature does not match the text',
      'no-ed25519': () => 'this browser cannot check Ed25519 signatures (or the page is not on https)',
      'no-jcs-proof': () => 'no signature of a kind that this program can check',
      '*': () => 'the signature is missing or not of the expected form',
    },
    dates: {
      expired: (d) => `valid until ${day(d.validUntil)}`,
      'not-yet-valid': (d) => `valid from ${day(d.validFrom)}`,
    },
    status: {
      revoked: (d) => `revoked${d['list date'] ? ` in the signed list of ${day(d['list date'])}` : ''}`,
      'list-missing': () => 'the list of revocations could not be read',
      '*': () => 'the list of revocations cannot be relied on',
    },
    log: {
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
    copy: { differs: (d) => `the diploma inside the page is not ${d.file}` },
    page: { differs: (d) => `differs from the signed text: ${d.places}` },
  };

  const notes = {
    'other-host': (f) =>
      `This copy is served by ${f.host}; the official address is ${f.official}. `
      + `The keys and the list of revocations come from ${f.host}: the result is worth what that site is worth.`,
    'declared-only': () => 'This page declares it; the list of revocations read just now does not say so.',
    'page-outdated': () => 'The page itself is older than this result and says otherwise.',
    'log-failed': () =>
      'The signature is good, but the proof of its place in the transparency log is not. Ask the school why.',
    'no-record': () => 'This page holds no signed diploma: there is nothing to check.',
    internal: () => 'The checking program broke off.',
  };

  Object.assign(words.verdicts, verdicts);
  Object.assign(words.notes, notes);
  for (const [check, said] of Object.entries(details)) Object.assign(words.details[check], said);
})();
