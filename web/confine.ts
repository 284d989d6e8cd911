// Puts workers under the page's Content-Security-Policy. A worker that is loaded over the network has only the policy that came with its
// own response, and a plain file server sends none: it could connect anywhere. One that starts from a blob inherits the page's.

export function confineWorkers(): void {
  const Unconfined = globalThis.Worker;
  globalThis.Worker = class extends Unconfined {
    constructor(url: string | URL, options?: WorkerOptions) {
      const script = `import ${JSON.stringify(new URL(url, location.href).href)};`;
      const start = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
      super(start, { ...options, type: 'module' });
      // Fetched by the time that it answers or fails.
      const forget = () => URL.revokeObjectURL(start);
      this.addEventListener('message', forget, { once: true });
      this.addEventListener('error', forget, { once: true });
    }
  };
}
