/* What the verifier says to people, in French and in English, and how signed values are written in each language.

   parchemin.verdictWords(verdict, lang)     {title, meaning}; `doubtful` is the verdict `valid` where a check that is beside the
                                             diploma's own, such as that of the log, did not succeed
   parchemin.checkWords(check, lang)         {icon, outcome, name, detail}: one line about one check and what was compared
   parchemin.noteWords(note, facts, lang)    a remark about where the page was found
   parchemin.typeset(text, lang)             the same text with the blanks that French typography keeps together
   parchemin.languageOf(tag)                 'fr', 'fr-CA' → 'fr'; anything else → 'en'
   parchemin.written(value, format, lang)    Promise of the text of a signed value (formats: see the top of diploma.js), or of
                                             undefined where the value is not of the kind that the format writes
   parchemin.dayText, parchemin.instantText  the date formatter on its own; everything is in UTC, whatever the reader's zone */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const MONTHS = {
    fr: [
      'janvier', 'février', 'mars', 'avril', 'mai', 'juin',
      'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre',
    ],
    en: [
      'January', 'February', 'March', 'April', 'May', 'June',
      'July', 'August', 'September', 'October', 'November', 'December',
    ],
  };
  const LANGUAGES = {
    fr: {
      ar: 'arabe', de: 'allemand', en: 'anglais', es: 'espagnol', fr: 'français', it: 'italien', km: 'khmer',
      pt: 'portugais', ru: 'russe', uk: 'ukrainien', vi: 'vietnamien', zh: 'chinois',
    },
    en: {
      ar: 'Arabic', de: 'German', en: 'English', es: 'Spanish', fr: 'French', it: 'Italian', km: 'Khmer',
      pt: 'Portuguese', ru: 'Russian', uk: 'Ukrainian', vi: 'Vietnamese', zh: 'Chinese',
    },
  };
  /** The OB3 AchievementType values that a school here may issue. These tables are those of generator/site/language.py. */
  const ACHIEVEMENT_TYPES = {
    Diploma: { fr: 'Diplôme', en: 'Diploma' },
    Certificate: { fr: 'Certificat', en: 'Certificate' },
    CertificateOfCompletion: { fr: 'Attestation', en: 'Certificate of completion' },
    Course: { fr: 'Cours', en: 'Course' },
    MicroCredential: { fr: 'Microcertification', en: 'Micro-credential' },
    Badge: { fr: 'Badge', en: 'Badge' },
    Award: { fr: 'Distinction', en: 'Award' },
  };

  /** "2026-07-10T00:00:00Z" → "10 juillet 2026" · "10 July 2026". Not Intl: its data, and so its output, differ between
      browsers and years, and this text is compared with the page. Undefined for anything but a real UTC instant or day. */
  function dayText(value, lang) {
    const match = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}:\d{2}Z)?$/.exec(value);
    if (!match || Number.isNaN(Date.parse(value))) return undefined;
    const [, year, month, day] = match.map(Number);
    if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day) return undefined; // 30 February rolls over
    const ordinal = lang === 'fr' && day === 1 ? '1er' : String(day);
    return `${ordinal} ${MONTHS[lang][month - 1]} ${year}`;
  }

  function instantText(value, lang) {
    const match = /^\d{4}-\d{2}-\d{2}T(\d{2}:\d{2}):\d{2}Z$/.exec(value);
    const day = dayText(value, lang);
    if (!match || !day) return undefined;
    return lang === 'fr' ? `${day} à ${match[1]} UTC` : `${day} at ${match[1]} UTC`;
  }

  const isText = (value) => typeof value === 'string';
  const fragment = (value) => (isText(value) && value.includes('#') ? value.slice(value.indexOf('#') + 1) : undefined);

  function hostOf(value) {
    if (!isText(value)) return undefined;
    if (value.startsWith('did:web:')) return value.split(':')[2].replace('%3A', ':');
    try {
      return new URL(value).host;
    } catch {
      return undefined;
    }
  }

  const FORMATS = {
    text: (value) => (isText(value) ? value : ['number', 'boolean'].includes(typeof value) ? String(value) : undefined),
    date: (value, lang) => (isText(value) ? dayText(value, lang) : undefined),
    datetime: (value, lang) => (isText(value) ? instantText(value, lang) : undefined),
    number: (value, lang) => {
      const text = String(value);
      if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
      return lang === 'fr' ? text.replace('.', ',') : text;
    },
    language: (value, lang) => (isText(value) ? Object.hasOwn(LANGUAGES[lang], value) ? LANGUAGES[lang][value] : value : undefined),
    'achievement-type': (value, lang) => {
      if (!isText(value)) return undefined;
      return Object.hasOwn(ACHIEVEMENT_TYPES, value) ? ACHIEVEMENT_TYPES[value][lang] : value;
    },
    code: (value) => (isText(value) ? /\/d\/([^/]+)\.json$/.exec(value)?.[1] : undefined),
    host: hostOf,
    fingerprint: (value) => (isText(value) ? parchemin.fingerprintOfMethod(value) : undefined),
    key: fragment,
  };

  /** Some formats need a digest, so this is a promise. An unknown format writes nothing and so matches no page. */
  async function written(value, format, lang) {
    return Object.hasOwn(FORMATS, format) ? FORMATS[format](value, lang) : undefined;
  }

  // ---- sentences --------------------------------------------------------------------------------------------------

  const VERDICTS = {
    fr: {
      valid: [
        'Authentique et valable',
        'La signature de l’émetteur couvre chaque donnée que la page donne pour signée, et le diplôme n’est pas révoqué.',
      ],
      doubtful: [
        'Authentique, avec une réserve',
        'La signature est bonne et le diplôme n’est pas révoqué, mais un contrôle n’a pas abouti : voyez ci-dessous.',
      ],
      'valid-status-not-checked': [
        'Authentique, mais révocation non vérifiée',
        'La signature est bonne. La liste des révocations n’a pas pu être contrôlée : ce diplôme a peut-être été révoqué.',
      ],
      revoked: ['Révoqué : ce diplôme n’est plus valable', 'Il a bien été délivré, puis son émetteur l’a révoqué.'],
      superseded: ['Remplacé : ce diplôme n’est plus valable', 'Il a bien été délivré, puis un autre a pris sa place.'],
      expired: ['Expiré', 'Il a bien été délivré, mais sa durée de validité est passée.'],
      'not-yet-valid': ['Pas encore valable', 'Il est signé par son émetteur, mais il ne prend effet que plus tard.'],
      altered: [
        'Altéré, ou non délivré par cet émetteur',
        'Ne vous y fiez pas. Le contenu est masqué, car rien ne prouve qu’il est vrai.',
      ],
      'unknown-issuer': ['Émetteur inconnu', 'Rien ne prouve qui a délivré ce diplôme. Le contenu est masqué.'],
      'cannot-check': [
        'Vérification impossible ici',
        'Ni vrai ni faux : les moyens de vérifier manquent. Ce qui est affiché n’est pas prouvé.',
      ],
    },
    en: {
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
    },
  };

  const OUTCOMES = {
    fr: { passed: ['✓', 'réussi'], failed: ['✗', 'échec'], 'not-checked': ['?', 'non vérifié'] },
    en: { passed: ['✓', 'passed'], failed: ['✗', 'failed'], 'not-checked': ['?', 'not checked'] },
  };

  const NAMES = {
    fr: {
      parse: 'Lecture', structure: 'Structure', issuer: 'Émetteur', key: 'Clé', proof: 'Signature', dates: 'Dates',
      status: 'Révocation', log: 'Journal public', copy: 'Fichier publié', page: 'Page affichée',
    },
    en: {
      parse: 'Reading', structure: 'Structure', issuer: 'Issuer', key: 'Key', proof: 'Signature', dates: 'Dates',
      status: 'Revocation', log: 'Transparency log', copy: 'Published file', page: 'Page shown',
    },
  };

  const logged = {
    fr: (d) => `inscrit sous le n°\u00a0${d.index} d’un journal de ${d.size} lignes, signé par ${d.log}`,
    en: (d) => `logged as entry ${d.index} of ${d.size}, signed by ${d.log}`,
  };

  /** What was compared, by check and reason; `*` serves every other reason. `d` is the detail. */
  const DETAILS = {
    fr: {
      parse: {
        ok: (d) => `${d.bytes} octets de JSON sans ambiguïté`,
        '*': () => 'le texte n’est pas un JSON sans ambiguïté',
      },
      structure: {
        ok: () => 'toutes les données d’un diplôme Open Badges 3.0',
        '*': () => 'une donnée manque ou n’a pas la forme attendue',
      },
      issuer: {
        ok: (d) => `${d['did.json']}, d’après le document des clés qu’il publie`,
        'pinned-key-only': (d) => `${d.issuer}, d’après l’empreinte donnée, sans document de clés`,
        'no-did-document': (d) => `aucun document de clés connu pour ${d.issuer}`,
        'did-not-fetched': (d) => `le document des clés de ${d.issuer} n’a pas pu être lu`,
        'did-document-malformed': (d) => `le document des clés de ${d.issuer} est illisible`,
        'did-mismatch': (d) => `le diplôme nomme ${d.issuer}, le document des clés ${d['did.json']}`,
      },
      key: {
        ok: (d) => `empreinte ${d.fingerprint}, publiée par l’émetteur`,
        'stolen-later': (d) =>
          `empreinte ${d.fingerprint} : clé volée plus tard, mais le journal contenait déjà ce diplôme`,
        'key-compromised': () => 'l’émetteur a renoncé à cette clé, volée ; rien ne montre que ce diplôme soit plus ancien',
        'fingerprint-mismatch': (d) => `l’empreinte attendue est ${d.pinned}, la clé en a une autre`,
        '*': () => 'la clé nommée par la signature n’est pas une clé de cet émetteur',
      },
      proof: {
        ok: (d) => `signé le ${instantText(d.created, 'fr')} (${d.cryptosuite})`,
        signature: () => 'la signature ne correspond pas au texte',
        'no-ed25519': () => 'ce navigateur ne sait pas vérifier les signatures Ed25519 (ou la page n’est pas en https)',
        'no-jcs-proof': () => 'aucune signature d’un type que ce programme sait vérifier',
        '*': () => 'la signature manque ou n’a pas la forme attendue',
      },
      dates: {
        ok: (d) =>
          `valable depuis le ${dayText(d.validFrom, 'fr')}, ${d.validUntil ? `jusqu’au ${dayText(d.validUntil, 'fr')}` : 'sans limite'}`,
        expired: (d) => `valable jusqu’au ${dayText(d.validUntil, 'fr')}`,
        'not-yet-valid': (d) => `valable à partir du ${dayText(d.validFrom, 'fr')}`,
      },
      status: {
        ok: (d) => `non révoqué${d['list date'] ? ` dans la liste signée du ${dayText(d['list date'], 'fr')}` : ''}`,
        revoked: (d) => `révoqué${d['list date'] ? ` dans la liste signée du ${dayText(d['list date'], 'fr')}` : ''}`,
        'list-missing': () => 'la liste des révocations n’a pas pu être lue',
        '*': () => 'la liste des révocations n’est pas digne de foi',
      },
      log: {
        witnessed: (d) => `${logged.fr(d)} ; vu par ${d.witnesses}`,
        'not-witnessed': (d) => `${logged.fr(d)} ; aucun témoin`,
        'not-logged': () => 'aucune preuve : pas encore inscrit, ou la preuve a été retirée',
        means: () => 'la clé du journal n’a pas pu être lue',
        vkey: () => 'la clé du journal est illisible',
        policy: () => 'la règle du journal est illisible',
        'no-salt': () => 'il manque à la preuve de quoi retrouver l’inscription',
        'no-ed25519': () => 'ce navigateur ne sait pas vérifier les signatures Ed25519',
        'not-included': () => 'la preuve n’est pas celle de ce diplôme',
        'log-signature': () => 'la preuve n’est pas signée par la clé de ce journal',
        origin: () => 'la preuve vient d’un autre journal',
        'policy-log': () => 'la clé publiée n’est pas celle du journal que nomme sa règle',
        'rolled-back': () => 'le journal publié est plus court que celui de la preuve : des lignes en ont disparu',
        forked: () => 'le journal publié contredit celui de la preuve',
        cosignature: () => 'la signature d’un témoin est fausse',
        quorum: (d) => `${logged.fr(d)} ; vu par moins de témoins qu’il n’en demande`,
        '*': () => 'la preuve d’inscription n’est pas bonne',
      },
      copy: {
        ok: (d) => `identique à ${d.file}`,
        differs: (d) => `le diplôme contenu dans la page n’est pas ${d.file}`,
        missing: (d) => `${d.file} n’a pas pu être lu`,
      },
      page: {
        ok: (d) => `${d.count} valeurs comparées, toutes conformes au texte signé ; les mots qui les entourent ne sont pas comparés`,
        unproven: (d) => `${d.count} valeurs conformes au texte joint, dont la signature n’est pas vérifiée`,
        differs: (d) => `écart avec le texte signé : ${d.places}`,
      },
    },
    en: {
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
        ok: (d) => `signed on ${instantText(d.created, 'en')} (${d.cryptosuite})`,
        signature: () => 'the signature does not match the text',
        'no-ed25519': () => 'this browser cannot check Ed25519 signatures (or the page is not on https)',
        'no-jcs-proof': () => 'no signature of a kind that this program can check',
        '*': () => 'the signature is missing or not of the expected form',
      },
      dates: {
        ok: (d) =>
          `valid from ${dayText(d.validFrom, 'en')}, ${d.validUntil ? `until ${dayText(d.validUntil, 'en')}` : 'without limit'}`,
        expired: (d) => `valid until ${dayText(d.validUntil, 'en')}`,
        'not-yet-valid': (d) => `valid from ${dayText(d.validFrom, 'en')}`,
      },
      status: {
        ok: (d) => `not revoked${d['list date'] ? ` in the signed list of ${dayText(d['list date'], 'en')}` : ''}`,
        revoked: (d) => `revoked${d['list date'] ? ` in the signed list of ${dayText(d['list date'], 'en')}` : ''}`,
        'list-missing': () => 'the list of revocations could not be read',
        '*': () => 'the list of revocations cannot be relied on',
      },
      log: {
        witnessed: (d) => `${logged.en(d)}; seen by ${d.witnesses}`,
        'not-witnessed': (d) => `${logged.en(d)}; not witnessed`,
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
        quorum: (d) => `${logged.en(d)}; seen by fewer witnesses than it asks for`,
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
    },
  };
  const NOT_REACHED = { fr: 'un contrôle précédent n’a pas abouti', en: 'an earlier check did not succeed' };

  const NOTES = {
    fr: {
      'other-host': (f) =>
        `Cette copie est servie par ${f.host} ; l’adresse officielle est ${f.official}. `
        + `Les clés et la liste des révocations viennent de ${f.host} : le résultat ne vaut que ce que vaut ce site.`,
      file: (f) =>
        `Page ouverte depuis un fichier : ni les clés de l’émetteur ni la liste des révocations n’ont pu être lues. `
        + `L’adresse officielle est ${f.official}.`,
      'declared-only': () => 'C’est cette page qui le déclare ; la liste des révocations lue à l’instant ne le dit pas.',
      'page-outdated': () => 'La page elle-même est plus ancienne que ce résultat et indique autre chose.',
      'log-failed': () =>
        'La signature est bonne, mais la preuve d’inscription au journal public ne l’est pas. Demandez à l’établissement pourquoi.',
      'no-record': () => 'Cette page ne contient pas de diplôme signé : il n’y a rien à vérifier.',
      internal: () => 'Le programme de vérification s’est interrompu.',
      official: (f) =>
        `Ce contrôle est fait par la page elle-même : vérifiez que la barre d’adresse affiche ${f.host}.`,
      time: (f) => `Contrôle fait par ce navigateur le ${f.time}.`,
    },
    en: {
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
    },
  };

  /** French puts an unbreakable blank before : ; ? ! and inside its quotation marks. */
  const typeset = (text, lang) =>
    (lang === 'fr' ? text.replace(/ (?=[:;?!](?: |$))| (?=»)|(?<=«) /g, '\u00a0') : text);

  function verdictWords(verdict, lang) {
    const [title, meaning] = VERDICTS[lang][verdict];
    return { title: typeset(title, lang), meaning: typeset(meaning, lang) };
  }

  function checkWords({ id, outcome, reason, detail }, lang) {
    const ways = DETAILS[lang][id];
    const say = ways[reason] ?? ways['*'];
    const said = reason === 'not-reached' ? NOT_REACHED[lang] : say ? say(detail) : reason;
    const [icon, word] = OUTCOMES[lang][outcome];
    return { icon, outcome: word, name: NAMES[lang][id], detail: typeset(said, lang) };
  }

  const noteWords = (note, facts, lang) => typeset(NOTES[lang][note](facts), lang);

  Object.assign(parchemin, {
    dayText,
    instantText,
    written,
    verdictWords,
    checkWords,
    noteWords,
    typeset,
    languageOf: (tag) => (/^fr\b/i.test(tag ?? '') ? 'fr' : 'en'),
  });
})();
