import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../src/tallyloom/pages',
    emptyOutDir: true,
    // Nothing is inlined: the pages allow no data addresses for scripts and fonts.
    assetsInlineLimit: 0,
    target: 'es2023',
    chunkSizeWarningLimit: 700,
  },
})
