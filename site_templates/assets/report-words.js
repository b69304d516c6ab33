/* What the verify page says about a finding of checker.js, in French and in English. Loaded after verify-words.js.

   parchemin.say(key, lang, facts)          a sentence of the table below; facts fill it
   parchemin.findingWords(finding, lang)    {title, meaning} of any finding
   parchemin.lineWords(check, lang)         as checkWords, for the checks that only this page makes as well
   parchemin.refusalWords(reason, lang)     why a file was refused
   parchemin.sentences                      the table, to which each tool adds its own */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { verdictWords, checkWords, noteWords, instantText, typeset } = parchemin;

  /** [French, English]; a text or a function of the facts. */
  const SENTENCES = {
    receipt: ['Reçu de vérification', 'Verification receipt'],
    authentic: ['Authentique', 'Authentic'],
    current: ['En vigueur', 'Current'],
    who: ['Délivré par', 'Issued by'],
    whom: ['Décerné à', 'Awarded to'],
    what: ['Diplôme', 'Diploma'],
    awarded: ['Date du jury', 'Date of the jury'],
    number: ['Numéro', 'Number'],
    yes: ['oui', 'yes'],
    proven: ['prouvé', 'proven'],
    no: ['non', 'no'],
    unknown: ['non vérifié', 'not checked'],
    compare: ['à comparer', 'to compare'],
    'authentic-yes': [
      'La signature de l’émetteur couvre chaque mot du diplôme, et rien n’y a été changé.',
      'The issuer’s signature covers every word of the diploma, and nothing in it was changed.',
    ],
    'authentic-no': [
      'Aucune signature de l’émetteur ne couvre ce texte.',
      'No signature of the issuer covers this text.',
    ],
    'authentic-compare': [
      'La signature couvre chaque mot, avec la clé du fichier choisi : comparez son empreinte.',
      'The signature covers every word, with the key of the chosen file: compare its fingerprint.',
    ],
    'authentic-unknown': [
      'La signature n’a pas pu être contrôlée avec une clé connue de l’émetteur.',
      'The signature could not be checked with a known key of the issuer.',
    ],
    'current-yes': [
      (f) => `Non révoqué, selon la liste signée ${f.list ? `du ${f.list}` : 'par l’émetteur'} ; `
        + `${f.until ? `valable jusqu’au ${f.until}` : 'sans date de fin'}.`,
      (f) => `Not revoked, by the ${f.list ? `signed list of ${f.list}` : 'list that the issuer signed'}; `
        + `${f.until ? `valid until ${f.until}` : 'without an end date'}.`,
    ],
    'current-revoked': ['Son émetteur l’a révoqué.', 'Its issuer revoked it.'],
    'current-superseded': ['Un autre diplôme a pris sa place.', 'Another diploma has taken its place.'],
    'current-expired': [(f) => `Sa validité a pris fin le ${f.until}.`, (f) => `Its validity ended on ${f.until}.`],
    'current-not-yet-valid': [
      (f) => `Il ne prend effet que le ${f.from}.`,
      (f) => `It only takes effect on ${f.from}.`,
    ],
    'current-clock': [
      'L’horloge de cet appareil ne permet pas d’en juger.',
      'The clock of this device does not allow to tell.',
    ],
    'current-unknown': [
      'La liste des révocations n’a pas pu être contrôlée : il a peut-être été révoqué.',
      'The list of revocations could not be checked: it may have been revoked.',
    ],
    'current-unproven': [
      'Sans signature vérifiée, la question ne se pose pas.',
      'Without a verified signature, the question does not arise.',
    ],
    fingerprint: ['Empreinte de la clé', 'Fingerprint of the key'],
    'who-help': [
      'Comparez ce nom de domaine, ou cette empreinte, avec ce que l’établissement publie ailleurs.',
      'Compare this domain name, or this fingerprint, with what the school publishes elsewhere.',
    ],
    'who-unknown': ['Rien ne le prouve.', 'Nothing proves it.'],
    'who-claimed': [
      (f) => `Le fichier nomme ${f.host}, sans que rien le prouve.`,
      (f) => `The file names ${f.host}, and nothing proves it.`,
    ],
    'whom-help': [
      'Comparez ce nom avec celui de la personne, pièce d’identité à l’appui si l’enjeu le mérite.',
      'Compare this name with that of the person, with an identity document where it matters.',
    ],
    'whom-unknown': [
      'Le nom n’est pas montré : rien ne prouve qu’il est vrai.',
      'The name is not shown: nothing proves that it is true.',
    ],
    checks: ['Les contrôles, un par un', 'The checks, one by one'],
    circumstances: ['Les circonstances du contrôle', 'The circumstances of the check'],
    source: ['Ce qui a été contrôlé', 'What was checked'],
    'source-code': [(f) => `le code ${f.code}`, (f) => `the code ${f.code}`],
    'source-file': [(f) => `le fichier « ${f.name} »`, (f) => `the file “${f.name}”`],
    time: ['Quand', 'When'],
    'time-help': ['d’après l’horloge de cet appareil', 'by the clock of this device'],
    where: ['Par', 'By'],
    'where-site': [
      (f) => `ce navigateur, avec la page de ${f.origin}`,
      (f) => `this browser, with the page of ${f.origin}`,
    ],
    'where-file': [
      'ce navigateur, avec une page ouverte depuis un disque, sans réseau',
      'this browser, with a page opened from a disk, without a network',
    ],
    address: ['Adresse permanente', 'Permanent address'],
    digest: ['SHA-256 du document signé', 'SHA-256 of the signed document'],
    open: ['Ouvrir la page du diplôme', 'Open the diploma’s page'],
    print: ['Imprimer le reçu', 'Print the receipt'],
    again: ['Vérifier un autre diplôme', 'Verify another diploma'],
    'receipt-worth': [
      'Ce reçu dit ce qu’un navigateur a trouvé à cet instant. Il n’est pas signé : qui le reçoit refait le contrôle à '
        + 'l’adresse ci-dessus.',
      'This receipt says what a browser found at that moment. It is not signed: whoever receives it repeats the check at '
        + 'the address above.',
    ],

    // Notes.
    'keys-from-file': [
      'Les clés de l’émetteur viennent d’un fichier que vous avez choisi : le résultat vaut ce que vaut ce fichier. Un faussaire '
      + 'joindrait ses propres clés. Comparez l’empreinte avec celle que l’établissement vous donne par une autre voie.',
      'The issuer’s keys come from a file that you chose: the result is worth what that file is worth. A forger would enclose '
      + 'keys of their own. Compare the fingerprint with the one that the school gives you by another road.',
    ],
    'list-from-file': [
      'La liste des révocations vient d’un fichier que vous avez choisi : une révocation plus récente n’y figure pas.',
      'The list of revocations comes from a file that you chose: a later revocation is not in it.',
    ],
    pinned: [
      'La clé a été comparée avec l’empreinte que vous avez donnée.',
      'The key was compared with the fingerprint that you gave.',
    ],
    'own-keys-missing': [
      'Le site n’a pas donné les clés de l’émetteur. Recommencez plus tard, ou choisissez un did.json enregistré.',
      'The site did not give the issuer’s keys. Try again later, or choose a saved did.json.',
    ],
    'no-keys-chosen': [
      'Choisissez aussi les clés de l’émetteur (did.json), ou donnez l’empreinte de sa clé.',
      'Choose the issuer’s keys (did.json) as well, or give the fingerprint of its key.',
    ],
    'other-host-keys': [
      (f) => `Ce fichier se dit délivré par ${f.issuerHost}, dont cette page ne peut pas lire les clés. Vérifiez-le sur le site de cet `
        + `établissement, ou enregistrez son did.json (https://${f.issuerHost}/.well-known/did.json en général) et choisissez-le avec le diplôme.`,
      (f) => `This file calls itself issued by ${f.issuerHost}, whose keys this page cannot read. Check it on the site of that school, or `
        + `save its did.json (usually https://${f.issuerHost}/.well-known/did.json) and choose it together with the diploma.`,
    ],
    'other-host-list': [
      (f) => `La liste des révocations est à l’adresse ${f.list}, hors de portée de cette page : enregistrez-la et choisissez-la`
        + ' avec le diplôme.',
      (f) => `The list of revocations is at ${f.list}, out of this page’s reach: save it, and choose it together with the `
        + 'diploma.',
    ],
    'reserved-host': [
      (f) => `${f.issuerHost} est un nom réservé aux exemples, et ses clés sont publiques : ce diplôme est une démonstration et `
        + 'ne prouve rien.',
      (f) => `${f.issuerHost} is a name reserved for examples, and its keys are public: this diploma is a demonstration and `
        + 'proves nothing.',
    ],
    'no-rdfc': [
      'Cette copie n’a plus la signature eddsa-rdfc-2022 que porte tout diplôme publié : d’autres logiciels la refuseront.',
      'This copy lacks the eddsa-rdfc-2022 signature that every published diploma carries: other software will refuse it.',
    ],
    'signed-anew': [
      'La clé de cette copie a été volée plus tard, et l’établissement y a renoncé. Sa page porte le diplôme signé de nouveau : '
        + 'gardez plutôt celui-là.',
      'The key of this copy was stolen later, and the school gave it up. Its page has the diploma signed anew: keep that one '
        + 'instead.',
    ],
    clock: [
      'Réglez la date de cet appareil, puis recommencez : un diplôme ne se juge pas avec une horloge fausse.',
      'Set the date of this device, then try again: a diploma is not judged by a wrong clock.',
    ],
    'served-elsewhere': [
      (f) => `Cette page est servie par ${f.origin}, alors que le site officiel est ${f.host}. Les clés et la liste en viennent : le résultat `
        + 'vaut ce que vaut ce site.',
      (f) => `This page is served by ${f.origin}, while the official site is ${f.host}. The keys and the list come from there: the result `
        + 'is worth what that site is worth.',
    ],
    official: [
      (f) => `Ce contrôle est fait par une page de l’émetteur : vérifiez que la barre d’adresse affiche ${f.origin}.`,
      (f) => `This check is made by a page of the issuer: make sure that the address bar shows ${f.origin}.`,
    ],
    document: [
      'Le diplôme joint au PDF a été vérifié, et non ce qui est imprimé sur ses pages, que n’importe qui peut modifier : elles doivent dire '
        + 'la même chose que ce rapport.',
      'The diploma attached to the PDF was checked, not what is printed on its pages, which anyone can edit: they must say the same as '
        + 'this report.',
    ],
    'document-published': [
      'Ce PDF est, octet pour octet, un document de l’établissement, qui en publie l’empreinte.',
      'This PDF is, byte for byte, a document of the school, which publishes its digest.',
    ],
    'document-unknown': [
      'Ce PDF n’est aucun des documents dont l’établissement publie l’empreinte : il a été modifié, ou fait autrement. Ne vous fiez qu’à '
        + 'ce qui est affiché ici.',
      'This PDF is none of the documents whose digests the school publishes: it was edited, or made otherwise. Rely only on what is shown '
        + 'here.',
    ],
    'log-failed': [() => noteWords('log-failed', {}, 'fr'), () => noteWords('log-failed', {}, 'en')],
  };

  /** Findings, and verdicts where this page has more to say than a diploma's own. */
  const FINDINGS = {
    'unknown-code': [
      ['Aucun diplôme de ce code n’est publié ici',
        'Le code est bien formé : son signe de contrôle exclut un signe faux ou deux signes intervertis. Il a pu être délivré par un autre établissement, dont le '
        + 'site est imprimé sur le document, ou ne pas être encore publié. Un diplôme révoqué, expiré ou retiré garde sa page : il ne '
        + 'disparaît jamais d’ici. Ne vous fiez pas à ce document avant d’avoir interrogé l’établissement.'],
      ['No diploma of this code is published here',
        'The code is well formed: its check symbol rules out one wrong symbol, or two swapped. It may have been issued by another school, whose site is printed '
        + 'on the document, or may not be published yet. A diploma that was revoked, has expired or was withdrawn keeps its page: it never '
        + 'disappears from here. Do not rely on this document before you have asked the school.'],
    ],
    sealed: [
      ['Ce diplôme est scellé : seul son lien entier l’ouvre',
        'Ce qui en est publié est chiffré. Ouvrez le lien que son titulaire vous a donné : il porte la clé après le signe #, et la page '
          + 'ouverte se vérifie comme les autres. À défaut, demandez-lui le fichier signé.'],
      ['This diploma is sealed: only its whole link opens it',
        'What is published of it is encrypted. Open the link that its holder gave you: it holds the key behind the # sign, and the '
          + 'page, once open, checks itself like any other. Otherwise ask its holder for the signed file.'],
    ],
    withdrawn: [
      ['Son titulaire ne partage plus ce diplôme',
        'Un diplôme de ce code existe ; son titulaire a choisi de ne plus le montrer ici. Cela ne dit rien de sa valeur :'
          + ' demandez-lui le fichier signé.'],
      ['Its holder no longer shares this diploma',
        'A diploma of this code exists; its holder chose to stop showing it here. This says nothing about its worth: ask '
          + 'them for the signed file.'],
    ],
    unreachable: [
      ['Le site n’a pas répondu',
        'Rien n’a été vérifié, ni en bien ni en mal. Recommencez dans un instant, ou choisissez le fichier du diplôme.'],
      ['The site did not answer',
        'Nothing was checked, for better or for worse. Try again in a moment, or choose the diploma’s file.'],
    ],
    conditional: [
      ['Authentique, si ces clés sont bien celles de l’émetteur',
        'La signature concorde avec les clés du fichier que vous avez choisi. Reste à savoir si elles sont bien celles de'
          + ' l’établissement : comparez l’empreinte.'],
      ['Authentic, if these keys are the issuer’s own',
        'The signature agrees with the keys of the file that you chose. Whether they are the school’s own remains to be '
          + 'seen: compare the fingerprint.'],
    ],
    valid: [
      ['Authentique et valable', 'La signature de l’émetteur couvre tout le diplôme, et il n’est pas révoqué.'],
      ['Authentic and valid', 'The issuer’s signature covers the whole diploma, and it is not revoked.'],
    ],
    altered: [
      ['Altéré, ou non délivré par cet émetteur', 'Ne vous y fiez pas. Rien de ce fichier n’est montré, car rien ne prouve'
        + ' que c’est vrai.'],
      ['Altered, or not issued by this issuer', 'Do not rely on it. Nothing of this file is shown, because nothing proves '
        + 'that it is true.'],
    ],
    'unknown-issuer': [
      ['Émetteur inconnu d’ici', 'Rien ne prouve qui a délivré ce diplôme : les clés de l’émetteur manquent, ou ne sont '
        + 'pas celles attendues.'],
      ['Issuer not known here', 'Nothing proves who issued this diploma: the issuer’s keys are missing, or are not the '
        + 'expected ones.'],
    ],
    'cannot-check': [
      ['Vérification impossible ici', 'Ni vrai ni faux : les moyens de vérifier manquent.'],
      ['Cannot be checked here', 'Neither true nor false: the means to check are missing.'],
    ],
    clock: [
      ['L’horloge de cet appareil est fausse', 'Ni vrai ni faux : la signature est bonne, mais les dates ne peuvent pas '
        + 'être jugées.'],
      ['The clock of this device is wrong', 'Neither true nor false: the signature is good, but the dates cannot be judged.'],
    ],
  };

  const REFUSALS = {
    'too-large': [
      'Ce fichier dépasse 5 Mo : aucun diplôme n’est aussi gros. Il n’a pas été lu.',
      'This file exceeds 5 MB: no diploma is that large. It was not read.',
    ],
    archive: [
      'Cette archive est abîmée, ou d’une forme que cette page ne lit pas.',
      'This archive is damaged, or of a form that this page does not read.',
    ],
    empty: ['Ce fichier est vide.', 'This file is empty.'],
    unreadable: ['Ce fichier n’a pas pu être lu.', 'This file could not be read.'],
    'no-diploma': [
      'Ce fichier ne contient pas de diplôme signé que cette page sache lire. Elle lit le .json du diplôme, sa page '
        + 'enregistrée, un badge SVG ou PNG, un PDF avec le diplôme joint.',
      'This file holds no signed diploma that this page can read. It reads a diploma’s .json, its saved page, an SVG or '
        + 'PNG badge, a PDF with the diploma attached.',
    ],
    'two-diplomas': [
      'Ce fichier contient deux diplômes : on pourrait vous montrer l’un et faire vérifier l’autre. Il est refusé.',
      'This file holds two diplomas: you could be shown one and have the other one checked. It is refused.',
    ],
    'badge-compressed': [
      'Le diplôme de cette image est compressé, ce que la norme exclut.',
      'The diploma in this image is compressed, which the standard rules out.',
    ],
    'badge-older': [
      'Cette image porte un badge d’une version plus ancienne d’Open Badges, que cette page ne sait pas vérifier.',
      'This image carries a badge of an older version of Open Badges, which this page cannot check.',
    ],
    jwt: [
      'Ce diplôme est signé sous la forme d’un JWT, que cette page ne sait pas vérifier.',
      'This diploma is signed as a JWT, which this page cannot check.',
    ],
    png: ['Cette image PNG est abîmée.', 'This PNG image is damaged.'],
    'pdf-encrypted': [
      'Ce PDF est chiffré : cette page ne peut pas lire ce qui y est joint.',
      'This PDF is encrypted: this page cannot read what is attached to it.',
    ],
    'pdf-stream': [
      'Ce qui est joint à ce PDF est abîmé ou démesuré.',
      'What is attached to this PDF is damaged or out of all proportion.',
    ],
    'only-means': [
      'C’est noté. Choisissez maintenant le diplôme à vérifier avec ces fichiers.',
      'Noted. Now choose the diploma to be checked with these files.',
    ],
    'keys-malformed': [
      'Ce fichier de clés ou de révocations est illisible.',
      'This file of keys or revocations is unreadable.',
    ],
  };

  /** Checks that are not in verify-words.js: [name, {reason: words}]. */
  const LINES = {
    parse: [['Lecture', 'Reading'], {
      'too-large': ['le texte dépasse la taille de tout diplôme', 'the text is larger than any diploma'],
      'too-deep': ['le texte est emboîté plus profondément qu’aucun diplôme', 'the text is nested deeper than any diploma'],
      'duplicate-member': [
        'une donnée y figure deux fois : deux logiciels y liraient deux diplômes',
        'a member appears twice: two programs would read two diplomas',
      ],
      number: ['un nombre que les logiciels n’arrondissent pas de même', 'a number that programs round differently'],
      'lone-surrogate': ['la moitié d’un caractère', 'half a character'],
      'not-utf8': ['le texte n’est pas en UTF-8', 'the text is not UTF-8'],
    }],
    structure: [['Structure', 'Structure'], {
      'absolute-iri': ['une donnée est cachée sous son nom absolu', 'a member is hidden behind its absolute name'],
      context: ['les vocabulaires ne sont pas ceux d’un diplôme d’ici', 'the vocabularies are not those of a diploma from here'],
      'names-differ': ['les deux noms du titulaire diffèrent', 'the holder’s two names differ'],
      'status-entry': ['il ne dit pas où lire s’il est révoqué', 'it does not say where to read whether it is revoked'],
    }],
    key: [['Clé', 'Key'], {
      'key-not-found': ['le document des clés ne contient pas cette clé', 'the document of keys does not list this key'],
      'key-controller': ['le document des clés l’attribue à un autre', 'the document of keys gives it to somebody else'],
      'key-not-for-assertion': ['le document des clés ne lui permet pas de délivrer', 'the document of keys does not let it issue'],
      'key-of-another-issuer': ['c’est la clé d’un autre émetteur', 'it is the key of another issuer'],
      'key-malformed': ['ce n’est pas une clé Ed25519', 'it is not an Ed25519 key'],
    }],
    proof: [['Signature', 'Signature'], {
      'no-proof': ['il ne porte aucune signature', 'it carries no signature'],
      'proof-value': ['la signature n’est pas du base58btc de 64 octets', 'the signature is not base58btc of 64 bytes'],
    }],
    status: [['Révocation', 'Revocation'], {
      'list-too-large': ['la liste des révocations se déploie au-delà de toute mesure', 'the list of revocations unpacks beyond all bounds'],
      'list-too-short': ['la liste des révocations est trop courte', 'the list of revocations is too short'],
      'index-out-of-range': ['la liste des révocations s’arrête avant sa place', 'the list of revocations ends before its place'],
      'list-expired': ['la liste des révocations n’est plus valable', 'the list of revocations no longer holds'],
      'list-not-yet-valid': ['la liste des révocations est datée de l’avenir', 'the list of revocations is dated in the future'],
      'list-signature': ['la liste des révocations n’est pas signée par l’émetteur', 'the list of revocations is not signed by the issuer'],
      'list-key': ['la liste des révocations est signée avec une autre clé', 'the list of revocations is signed with another key'],
      'list-of-another-issuer': ['la liste des révocations est d’un autre émetteur', 'the list of revocations is another issuer’s'],
      'list-of-another-address': ['la liste des révocations est celle d’une autre adresse', 'the list of revocations is that of another address'],
      'list-malformed': ['la liste des révocations est illisible', 'the list of revocations is unreadable'],
    }],
    code: [['Code', 'Code'], {
      differs: [
        'le diplôme trouvé à cette adresse porte un autre code',
        'the diploma found at this address has another code',
      ],
    }],
    dates: [['Dates', 'Dates'], {
      clock: [
        (d) => `cet appareil se croit le ${instantText(d.clock, 'fr')}, ${d.by === 'site' ? 'le site est' : 'la signature date'}`
          + ` du ${instantText(d.other, 'fr')}`,
        (d) => `this device believes it is ${instantText(d.clock, 'en')}, `
          + `${d.by === 'site' ? 'the site says' : 'the signature is of'} ${instantText(d.other, 'en')}`,
      ],
    }],
  };

  const pick = (pair, lang, facts) => {
    const text = pair[lang === 'fr' ? 0 : 1];
    return typeset(typeof text === 'function' ? text(facts) : text, lang);
  };

  const say = (key, lang, facts = {}) => pick(SENTENCES[key], lang, facts);

  function findingWords(finding, lang) {
    let key = finding.outcome === 'report' ? finding.verdict : finding.outcome;
    if (key === 'cannot-check' && finding.notes.includes('clock')) key = 'clock';
    if (finding.conditional) key = 'conditional';
    if (key === 'valid' && finding.tone !== 'good') key = 'doubtful';
    if (!Object.hasOwn(FINDINGS, key)) return verdictWords(key, lang);
    const [title, meaning] = FINDINGS[key][lang === 'fr' ? 0 : 1];
    return { title: typeset(title, lang), meaning: typeset(meaning, lang) };
  }

  function lineWords(check, lang) {
    const [name, ways] = LINES[check.id] ?? [];
    const way = ways?.[check.reason] ?? ways?.['*'];
    if (!way) return checkWords(check, lang);
    // The outcome's word and sign are those of every other check.
    const line = checkWords({ id: 'dates', outcome: check.outcome, reason: 'not-reached', detail: {} }, lang);
    return { ...line, name: name[lang === 'fr' ? 0 : 1], detail: pick(way, lang, check.detail) };
  }

  const refusalWords = (reason, lang) => pick(REFUSALS[reason] ?? REFUSALS['no-diploma'], lang, {});

  Object.assign(parchemin, { sentences: SENTENCES, say, findingWords, lineWords, refusalWords });
})();
