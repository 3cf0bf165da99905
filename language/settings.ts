/** What the service says at its start when a setting cannot be used. Keys are the codes of server/config.ts. */

export const en = {
  'setting-integer': '{setting} must be a whole number from {min} to {max}; it is “{found}”.',
  'setting-agency':
    '{setting} must be 1 to 31 lower-case letters, digits or hyphens, beginning with a letter; it is “{found}”.',
  'setting-url': '{setting} must be an http or https URL; it is “{found}”.',
  'setting-oid': '{setting} must be an object identifier such as 1.3.6.1.4.1.1; it is “{found}”.',
  'setting-log': '{setting} must be one of {choices}; it is “{found}”.',
  'setting-tls': 'JIANZHENG_TLS_CERT and JIANZHENG_TLS_KEY belong together: set both, or neither.',
  'setting-hosts': '{setting} must list host names without a port, separated by commas; it is “{found}”.',
  'setting-peers':
    '{setting} must list other agencies’ services as ID=URL, separated by commas, each once, with http or https and without path or password; “{found}” is none.',
  'setting-proxy':
    '{setting} must list IP addresses or networks of proxies, separated by commas, or “loopback”; it is “{found}”.',
  'setting-networks':
    '{setting} must list IP addresses or networks such as 10.2.0.0/16, separated by commas, or “loopback”; it is “{found}”.',
  'bind-unprotected':
    'JIANZHENG_HOST is “{host}”, which others can reach, but nothing would protect tokens and evidence on their way. Set JIANZHENG_TLS_CERT and JIANZHENG_TLS_KEY, or put a proxy with TLS in front and name its address in JIANZHENG_TRUSTED_PROXY, or leave JIANZHENG_HOST at 127.0.0.1.',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'setting-integer': '{setting} 须为 {min} 至 {max} 的整数，现为“{found}”。',
  'setting-agency': '{setting} 须为 1 至 31 个小写字母、数字或连字符，并以字母开头，现为“{found}”。',
  'setting-url': '{setting} 须为 http 或 https 网址，现为“{found}”。',
  'setting-oid': '{setting} 须为对象标识符（OID），如 1.3.6.1.4.1.1，现为“{found}”。',
  'setting-log': '{setting} 须为 {choices} 之一，现为“{found}”。',
  'setting-tls': 'JIANZHENG_TLS_CERT 与 JIANZHENG_TLS_KEY 须同时设置，或都不设置。',
  'setting-hosts': '{setting} 须为以逗号分隔、不带端口的主机名，现为“{found}”。',
  'setting-peers':
    '{setting} 须以“代号=网址”列出其他机构的服务，以逗号分隔，每个机构一次，网址为 http 或 https 且不含路径和密码；“{found}”不符合。',
  'setting-proxy': '{setting} 须为以逗号分隔的代理 IP 地址或网段，或 loopback，现为“{found}”。',
  'setting-networks':
    '{setting} 须为以逗号分隔的 IP 地址或网段（如 10.2.0.0/16），或 loopback，现为“{found}”。',
  'bind-unprotected':
    'JIANZHENG_HOST 为“{host}”，其他机器可以访问，但传输中的令牌和证据没有任何保护。请设置 JIANZHENG_TLS_CERT 和 JIANZHENG_TLS_KEY；或在前面部署带 TLS 的代理，并在 JIANZHENG_TRUSTED_PROXY 中写明其地址；或将 JIANZHENG_HOST 保持为 127.0.0.1。',
};

export type SettingCode = keyof typeof en;
