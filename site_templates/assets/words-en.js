/* What the verifier says to people in English: parchemin.words.en, of which verify-words.js makes sentences. Here is what it says
   of a diploma that is good, and of a page that was saved and has this file alone; the rest is in doubts-en.js. A diploma's page
   loads this file of its own language, and others when there is something to say that needs them. The keys are those of the
   other language.

     verdicts    [title, meaning] by verdict; `*` where the words of a verdict could not be had
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
    'cannot-check': [
      'Cannot be checked here',
      'Neither true nor false: the means to check are missing. What is shown is not proven.',
    ],
    '*': [
      'Something else than authentic and valid',
      'The sentences that say what could not be loaded: do not rely on this diploma without another check.',
    ],
  };
  const outcomes = { passed: ['✓', 'passed'], failed: ['✗', 'failed'], 'not-checked': ['?', 'not checked'] };
  const names = {
    parse: 'Reading', structure: 'Structure', issuer: 'Issuer', key: 'Key', proof: 'Signature', dates: 'Dates',
    status: 'Revocation', log: 'Transparency log', copy: 'Published file', page: 'Page shown',
  };
  const notReached = 'an earlier check did not succeed';

  const details = {
    parse: { ok: (d) => `${d.bytes} bytes of unambiguous JSON` },
    structure: { ok: () => 'all the data of an Open Badges 3.0 diploma' },
    issuer: {
      ok: (d) => `${d['did.json']}, by the document of keys that it publishes`,
      'did-not-fetched': (d) => `the document of keys of ${d.issuer} could not be read`,
    },
    key: { ok: (d) => `fingerprint ${d.fingerprint}, published by the issuer` },
    proof: { ok: (d) => `signed on ${instant(d.created)} (${d.cryptosuite})` },
    dates: {
      ok: (d) =>
        `valid from ${day(d.validFrom)}, ${d.validUntil ? `until ${day(d.validUntil)}` : 'without limit'}`,
    },
    status: { ok: (d) => `not revoked${d['list date'] ? ` in the signed list of ${day(d['list date'])}` : ''}` },
    log: {
      witnessed: (d) => `${logged(d)}; seen by ${d.witnesses}`,
      'not-witnessed': (d) => `${logged(d)}; not witnessed`,
      'not-logged': () => 'no proof: not logged yet, or the proof was taken away',
    },
    copy: {
      ok: (d) => `identical to ${d.file}`,
      missing: (d) => `${d.file} could not be read`,
    },
    page: {
      ok: (d) => `${d.count} values compared, all as in the signed text; the words around them are not compared`,
      unproven: (d) => `${d.count} values as in the attached text, whose signature is not checked`,
    },
  };

  const notes = {
    file: (f) =>
      `Page opened from a file: neither the issuer’s keys nor the list of revocations could be read. `
      + `The official address is ${f.official}.`,
    official: (f) => `This check is made by the page itself: make sure that the address bar shows ${f.host}.`,
    time: (f) => `Checked by this browser on ${f.time}.`,
  };

  return { verdicts, outcomes, names, notReached, details, notes };
})();
