/**
 * Shows notifications where a page may not (telephones), and leads back from one. It keeps nothing, and stands between
 * no page and the service: it has no say over requests.
 */

type WindowOfOurs = { focus(): Promise<unknown>; postMessage(message: { href: string }): void };
type Pressed = Event & {
  readonly notification: Notification & { readonly data: { readonly href: string } };
  waitUntil(until: Promise<unknown>): void;
};

const scope = self as unknown as {
  readonly clients: {
    matchAll(which: { type: 'window'; includeUncontrolled: true }): Promise<readonly WindowOfOurs[]>;
    openWindow(url: string): Promise<unknown>;
  };
  readonly location: Location;
  addEventListener(type: 'notificationclick', listener: (event: Pressed) => void): void;
};

async function show(href: string): Promise<void> {
  const [open] = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (!open) {
    await scope.clients.openWindow(new URL(`/${href}`, scope.location.origin).href);
    return;
  }
  open.postMessage({ href });
  await open.focus();
}

scope.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  event.waitUntil(show(notification.data.href));
});
