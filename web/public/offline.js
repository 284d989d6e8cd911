// Keeps the page's own files, so that it works without a network. It takes no messages and asks nobody but the server it came from.
// The build appends the list of files; a name in assets/ carries the hash of its content.

const fresh = async (request) => {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
};
const kept = async (request) => (await caches.match(request)) ?? fetch(request);

addEventListener('install', (event) => {
  event.waitUntil(caches.open(kVersion).then((cache) => cache.addAll(kFiles)));
});
addEventListener('activate', (event) => {
  const forgetOthers = async () => {
    for (const name of await caches.keys()) if (name !== kVersion) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(forgetOthers());
});
addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method !== 'GET' || !url.startsWith(registration.scope)) return;
  event.respondWith(url.startsWith(`${registration.scope}assets/`) ? kept(event.request) : fresh(event.request));
});
