// Runs inside Electron's Node (ELECTRON_RUN_AS_NODE): makes the handshakes it is told to, and tells how they end.
import { connect } from 'node:tls';

/** @param {unknown} message */
const tell = (message) => process.send?.(message);

process.on('message', (/** @type {import('node:tls').ConnectionOptions} */ options) => {
  const socket = connect({ host: '127.0.0.1', ...options });
  socket.on('error', (/** @type {NodeJS.ErrnoException} */ { name, code, message }) =>
    tell({ error: { name, code, message }, peer: undefined }),
  );
  socket.on('secureConnect', () => {
    tell({ error: null, peer: chainLink(socket.getPeerX509Certificate()) });
    socket.destroy();
  });
});

/**
 * @param {import('node:crypto').X509Certificate | undefined} certificate
 * @returns {object | undefined}
 */
function chainLink(certificate) {
  return certificate && { ca: certificate.ca, issuerCertificate: chainLink(certificate.issuerCertificate) };
}

tell('ready');
