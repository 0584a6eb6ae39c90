import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// `base: './'` makes the build work from any sub-path.
export default defineConfig({
  base: './',
  plugins: [react()],
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  worker: { format: 'es' },
})
