import type { Command } from 'commander';
import { type Field, KINDS, type KindTemplate } from '../../core/kinds.ts';
import { labelOf } from '../../language/kinds.ts';
import { type Context, print } from '../context.ts';
import { columns, style } from '../terminal.ts';

/** `jz kinds`: what each kind of record asks for. */

function needText({ text }: Context, { roles }: KindTemplate, field: Field): string {
  const role = roles.find(({ claims }) => claims.includes(field.name));
  if (role?.instead) return text('kinds.either', { instead: role.instead });
  return text(field.demanded || role ? 'kinds.demanded' : 'kinds.asked');
}

function show(context: Context, template: KindTemplate): void {
  const { text, language } = context;
  print(style('bold', `${template.kind}  ${labelOf('kind', template.kind, language)}`));
  const rows = template.fields.map((field) => [
    `  ${field.name}`,
    labelOf('claim', field.name, language),
    field.form === 'time' || field.form === 'sha256' ? text(`kinds.form.${field.form}`) : '',
    needText(context, template, field),
  ]);
  for (const line of columns(rows)) print(line);
}

export function addKinds(program: Command, context: Context): void {
  const { text } = context;
  program
    .command('kinds')
    .summary(text('kinds.summary'))
    .description(text('kinds.description'))
    .action((options: { json?: boolean }) => {
      if (options.json) print(JSON.stringify({ items: KINDS }));
      else for (const template of KINDS) show(context, template);
    });
}
