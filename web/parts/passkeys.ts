/** Browsers make passkeys over TLS or on this very machine, and for a host name only, never for a bare address. */
export function passkeysPossible(): boolean {
  const { hostname } = location;
  const bareAddress = /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname) || hostname.startsWith('[');
  return isSecureContext && 'PublicKeyCredential' in window && !bareAddress;
}
