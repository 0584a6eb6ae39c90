import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { download } from '../../sharing/download'
import { pageStore } from '../../store/page-store'
import { paintStandingPacket } from '../packet-painter'
import { pictureStore } from '../picture'
import { pageStyles } from './page-styles'
import { FOOT, MARGIN, Sheet } from './Sheet'

/** Two pixels for one, as a good screen has them. */
const SHARPNESS = 2
/** No browser draws a canvas that is longer. */
const LONGEST_SIDE = 16_000

/** Saves the whole diagram, at this step and in this theme, as a PNG. */
export async function savePicture(): Promise<void> {
  const { title } = pageStore.getState().scenario
  download(`${fileName(title)}.png`, await pictureOf(title), 'image/png')
}

function fileName(title: string): string {
  return title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'five-chains'
}

/** The same cards that the page shows, drawn by the browser itself into an image. */
async function pictureOf(title: string): Promise<Blob> {
  const { layout } = pictureStore.getState()
  const width = Math.ceil(layout.bounds.width + 2 * MARGIN)
  const height = Math.ceil(layout.bounds.height + 2 * MARGIN + FOOT)
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await svgOf(<Sheet layout={layout} title={title} />, width, height))}`
  await image.decode()

  const scale = Math.min(SHARPNESS, LONGEST_SIDE / width, LONGEST_SIDE / height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('this browser gives no canvas')
  context.scale(scale, scale)
  context.drawImage(image, 0, 0, width, height)
  paintStandingPacket(context, { x: MARGIN - layout.bounds.x, y: MARGIN - layout.bounds.y, zoom: 1 })
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob)), 'image/png'),
  )
}

async function svgOf(sheet: React.ReactNode, width: number, height: number): Promise<string> {
  const box = document.createElement('div')
  const root = createRoot(box)
  flushSync(() => root.render(sheet))
  const content = new XMLSerializer().serializeToString(box)
  const styles = document.createElement('style')
  styles.textContent = await pageStyles(box.textContent ?? '')
  root.unmount()
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" data-theme="${theme()}"><foreignObject width="100%" height="100%"><body xmlns="http://www.w3.org/1999/xhtml">${new XMLSerializer().serializeToString(styles)}${content}</body></foreignObject></svg>`
}

/** The theme that is seen: chosen, or the system's. */
function theme(): 'light' | 'dark' {
  const { theme: chosen } = pageStore.getState()
  return chosen === 'system' ? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') : chosen
}
