/** Of every keystore that tests make. */
export const PASSWORD = 'correct horse battery staple';
