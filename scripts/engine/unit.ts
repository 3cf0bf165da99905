/** What a systemd unit of cli/node-files runs. Our units need no quoting: paths are plain, arguments hold no spaces. */
export type Unit = {
  readonly environment: Readonly<Record<string, string>>;
  /** `ExecStartPre` lines, then `ExecStart`: program and arguments. */
  readonly commands: readonly (readonly [string, ...string[]])[];
};

/** @throws Error where the text is no unit with a command */
export function readUnit(text: string): Unit {
  const values = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}=(.+)$`, 'gm'))].map((match) => match[1] as string);
  const words = (line: string) => line.split(' ') as [string, ...string[]];
  const [start, ...more] = values('ExecStart');
  if (start === undefined || more.length > 0) throw new Error('A unit has one ExecStart');
  const environment = values('Environment').map((line) => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)] as const;
  });
  return {
    environment: Object.fromEntries(environment),
    commands: [...values('ExecStartPre'), start].map(words),
  };
}
