import workerUrl from './notice.worker.ts?worker&url';

/**
 * Notifications of a service worker: the only ones that browsers on telephones show. The worker stands beside the
 * assets, so no page and no request is under it.
 */

let started: Promise<ServiceWorkerRegistration> | undefined;
let listening = false;

/** A registration shows nothing before its worker is active. */
async function activated(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (registration.active || !worker) return registration;
  return new Promise((resolve, reject) => {
    worker.addEventListener('statechange', () => {
      if (worker.state === 'activated') resolve(registration);
      else if (worker.state === 'redundant') reject(new Error('The worker of notifications was given up'));
    });
  });
}

async function start(): Promise<ServiceWorkerRegistration> {
  return activated(await navigator.serviceWorker.register(workerUrl));
}

/** Shows where a pressed notification leads, once for this page. */
export function leadBackFromNotifications(): void {
  if (listening || !('serviceWorker' in navigator)) return;
  listening = true;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ href: string }>) => {
    location.hash = data.href;
  });
  navigator.serviceWorker.startMessages();
}

/** @throws Error where the browser takes no service worker here, or shows nothing */
export async function showByWorker(title: string, body: string, href: string): Promise<void> {
  started ??= start();
  try {
    await (await started).showNotification(title, { body, tag: href, data: { href } });
  } catch (error) {
    // Asked for again with the next one.
    started = undefined;
    throw error;
  }
}
