/* The rest of what the verifier says to people in French: of diplomas that are not good, and of checks that did not succeed. Added to
   parchemin.words.fr, which words-fr.js made, and whose parts are explained there; `doubtful` is the verdict `valid` where a
   check beside the diploma's own did not succeed. */
'use strict';
(() => {
  const words = parchemin.words.fr;
  const day = (value) => parchemin.dayText(value, 'fr');
  const logged = (d) => `inscrit sous le n°\u00a0${d.index} d’un journal de ${d.size} lignes, signé par ${d.log}`;

  const verdicts = {
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
  };

  const details = {
    parse: { '*': () => 'le texte n’est pas un JSON sans ambiguïté' },
    structure: { '*': () => 'une donnée manque ou n’a pas la forme attendue' },
    issuer: {
      'pinned-key-only': (d) => `${d.issuer}, d’après l’empreinte donnée, sans document de clés`,
      'no-did-document': (d) => `aucun document de clés connu pour ${d.issuer}`,
      'did-document-malformed': (d) => `le document des clés de ${d.issuer} est illisible`,
      'did-mismatch': (d) => `le diplôme nomme ${d.issuer}, le document des clés ${d['did.json']}`,
    },
    key: {
      'stolen-later': (d) =>
        `empreinte ${d.fingerprint} : clé volée plus tard, mais le journal contenait déjà ce diplôme`,
      'key-compromised': () => 'l’émetteur a renoncé à cette clé, volée ; rien ne montre que ce diplôme soit plus ancien',
      'fingerprint-mismatch': (d) => `l’empreinte attendue est ${d.pinned}, la clé en a une autre`,
      '*': () => 'la clé nommée par la signature n’est pas une clé de cet émetteur',
    },
    proof: {
      signature: () => 'la signature ne correspond pas au texte',
      'no-ed25519': () => 'ce navigateur ne sait pas vérifier les signatures Ed25519 (ou la page n’est pas en https)',
      'no-jcs-proof': () => 'aucune signature d’un type que ce programme sait vérifier',
      '*': () => 'la signature manque ou n’a pas la forme attendue',
    },
    dates: {
      expired: (d) => `valable jusqu’au ${day(d.validUntil)}`,
      'not-yet-valid': (d) => `valable à partir du ${day(d.validFrom)}`,
    },
    status: {
      revoked: (d) => `révoqué${d['list date'] ? ` dans la liste signée du ${day(d['list date'])}` : ''}`,
      'list-missing': () => 'la liste des révocations n’a pas pu être lue',
      '*': () => 'la liste des révocations n’est pas digne de foi',
    },
    log: {
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
      quorum: (d) => `${logged(d)} ; vu par moins de témoins qu’il n’en demande`,
      '*': () => 'la preuve d’inscription n’est pas bonne',
    },
    copy: { differs: (d) => `le diplôme contenu dans la page n’est pas ${d.file}` },
    page: { differs: (d) => `écart avec le texte signé : ${d.places}` },
  };

  const notes = {
    'other-host': (f) =>
      `Cette copie est servie par ${f.host} ; l’adresse officielle est ${f.official}. `
      + `Les clés et la liste des révocations viennent de ${f.host} : le résultat ne vaut que ce que vaut ce site.`,
    'declared-only': () => 'C’est cette page qui le déclare ; la liste des révocations lue à l’instant ne le dit pas.',
    'page-outdated': () => 'La page elle-même est plus ancienne que ce résultat et indique autre chose.',
    'log-failed': () =>
      'La signature est bonne, mais la preuve d’inscription au journal public ne l’est pas. Demandez à l’établissement pourquoi.',
    'no-record': () => 'Cette page ne contient pas de diplôme signé : il n’y a rien à vérifier.',
    internal: () => 'Le programme de vérification s’est interrompu.',
  };

  Object.assign(words.verdicts, verdicts);
  Object.assign(words.notes, notes);
  for (const [check, said] of Object.entries(details)) Object.assign(words.details[check], said);
})();
