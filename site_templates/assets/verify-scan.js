/* The camera, where the browser reads QR codes by itself (BarcodeDetector). Elsewhere nothing appears, and the page says that
   the phone's own camera will do.

     parchemin.enableScanner({button, hint, dialog, read, found})
         read    (text) → {code} or a refusal, as codeIn
         found   (code), once, after the camera was switched off
   The picture goes nowhere; what a QR code says is only ever followed when `read` takes it for a code of this site. */
'use strict';
(() => {
  const parchemin = (globalThis.parchemin ??= {});
  const { sentences, say, codeWords, both } = parchemin;

  const EVERY = 150; // milliseconds between two looks

  Object.assign(sentences, {
    'scan-starting': ['Autorisez la caméra…', 'Allow the camera…'],
    'scan-looking': ['Cherche un QR code…', 'Looking for a QR code…'],
    'scan-refused': [
      'La caméra a été refusée. Vous pouvez l’autoriser dans les réglages du navigateur, ou taper le code.',
      'The camera was refused. You can allow it in the browser’s settings, or type the code.',
    ],
    'scan-missing': ['Aucune caméra n’est disponible. Tapez le code.', 'No camera is available. Type the code.'],
    'scan-not-ours': [
      'Ce QR code ne contient pas l’adresse d’un diplôme.',
      'This QR code does not hold a diploma’s address.',
    ],
  });

  async function supported() {
    if (!('BarcodeDetector' in globalThis) || !navigator.mediaDevices?.getUserMedia) return false;
    try {
      return (await BarcodeDetector.getSupportedFormats()).includes('qr_code');
    } catch {
      return false;
    }
  }

  class Scanner {
    constructor({ dialog, read, found }) {
      Object.assign(this, { dialog, read, found });
      this.video = dialog.querySelector('video');
      this.status = dialog.querySelector('[data-scan-status]');
      this.stream = null;
      this.opened = 0;
      dialog.querySelector('[data-scan-close]').addEventListener('click', () => dialog.close());
      dialog.addEventListener('close', () => this.release());
      addEventListener('pagehide', () => this.release());
    }

    say(key) {
      this.status.replaceChildren(...both((lang) => say(key, lang)));
    }

    async open() {
      const turn = (this.opened += 1);
      this.dialog.showModal();
      this.say('scan-starting');
      try {
        const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
        if (turn !== this.opened || !this.dialog.open) {
          stream.getTracks().forEach((track) => track.stop()); // closed while the question was open
          return;
        }
        this.stream = stream;
        this.video.srcObject = stream;
        await this.video.play();
        this.say('scan-looking');
        this.look(new BarcodeDetector({ formats: ['qr_code'] }), turn);
      } catch (error) {
        this.say(error.name === 'NotAllowedError' ? 'scan-refused' : 'scan-missing');
      }
    }

    async look(detector, turn) {
      let last = '';
      while (this.stream && turn === this.opened) {
        const seen = await detector.detect(this.video).catch(() => []);
        if (!this.stream || turn !== this.opened) return;
        for (const { rawValue } of seen) {
          const result = this.read(rawValue);
          if (result.code) {
            this.dialog.close();
            this.found(result.code);
            return;
          }
          if (rawValue === last) continue;
          last = rawValue;
          if (result.reason === 'elsewhere') this.status.replaceChildren(...both((lang) => codeWords(result, lang)));
          else this.say('scan-not-ours');
        }
        await new Promise((resume) => setTimeout(resume, EVERY));
      }
    }

    release() {
      this.stream?.getTracks().forEach((track) => track.stop());
      this.stream = null;
      this.opened += 1;
      this.video.srcObject = null;
    }
  }

  async function enableScanner({ button, hint, ...options }) {
    if (!(await supported())) return;
    const scanner = new Scanner(options);
    button.hidden = false;
    hint.hidden = true;
    button.addEventListener('click', () => scanner.open());
  }

  Object.assign(parchemin, { enableScanner });
})();
