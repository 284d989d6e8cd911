// Loaded before a program that Emscripten made (CTest, scripts/bench): older versions would fetch their .wasm file, which Node.js
// does for URLs only; without fetch they read it.
delete globalThis.fetch;
