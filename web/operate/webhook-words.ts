import { fill } from '../../language/language.ts';
import { type NoticeKey, en as noticesEn, zh as noticesZh } from '../../language/notices.ts';
import { en, type WebhooksPageKey, zh } from '../../language/webhooks-page.ts';
import { useWords } from '../app/language.ts';

type Values = Readonly<Record<string, string | number>>;

/** The words of webhooks: of the page, and what notices, deliveries and failures are called. */
export function useWebhookWords() {
  const { language } = useWords();
  const [texts, notices] = language === 'zh' ? [zh, noticesZh] : [en, noticesEn];
  return {
    w: (key: WebhooksPageKey, values: Values = {}) => fill(texts[key], values),
    /** Its own name where a newer service has something new. */
    n: (key: NoticeKey, values: Values = {}) => fill(notices[key] ?? key.replace(/^[a-z]+\./, ''), values),
  };
}
