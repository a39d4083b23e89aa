import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // So that the development server finds the wasm and the texts beside the package's own files.
  optimizeDeps: { exclude: ['update-payment-method'] },
});
