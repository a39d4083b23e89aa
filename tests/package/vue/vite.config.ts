import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const isCustomElement = (tag: string) => tag === 'update-payment-method';

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
  // So that the development server finds the wasm and the texts beside the package's own files.
  optimizeDeps: { exclude: ['update-payment-method'] },
});
