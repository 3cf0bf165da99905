import type { RequestHandler } from 'express';
import { en, zh } from '../../language/feed.ts';
import { fill, pick } from '../../language/language.ts';
import { atomDocument } from '../feed/atom.ts';
import { feedEntries } from '../feed/entries.ts';
import { feedQuery, read } from './schemas.ts';
import type { Services } from './services.ts';

/** `GET /feed.atom`: offers, answers and deadlines, for the readers of people. */
export function feed({ store, agency, trust, nearSeconds }: Services): RequestHandler {
  return (request, response) => {
    const { lang } = read(feedQuery, request.query);
    const language = lang ?? pick(request.headers['accept-language']);
    const texts = language === 'zh' ? zh : en;
    const now = Math.floor(Date.now() / 1000);
    const origin = `${request.protocol}://${request.get('host')}`;
    const document = atomDocument(feedEntries(store, agency.id, { now, nearSeconds, language }), {
      of: `${trust.trust.foundingHash} ${agency.id}`,
      title: fill(texts.title, { agency: agency.name[language] }),
      subtitle: texts.subtitle,
      author: agency.name[language],
      page: `${origin}/#/custody`,
      self: `${origin}/api/v1/feed.atom?lang=${language}`,
    });
    // With the ETag of its bytes: whoever asks again gets 304 until something happens.
    response
      .vary('Accept-Language')
      .set('Content-Language', language === 'zh' ? 'zh-CN' : 'en')
      .set('Cache-Control', 'private, no-cache')
      .type('application/atom+xml')
      .send(document);
  };
}
