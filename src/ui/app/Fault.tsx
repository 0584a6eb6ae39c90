import { useState } from 'react'
import { createRoot } from 'react-dom/client'
import { pageStore } from '../store/page'
import { fault as en } from '../texts/en/fault'
import { useWords, type Words } from '../texts/use-texts'
import { fault as zh } from '../texts/zh/fault'
import './fault.css'

const FAULT: Words<typeof en> = { en, zh }

/** In the place of a page that React has taken away: nothing would be left but paper. */
export function tellFault(failure: unknown): void {
  const place = document.createElement('div')
  document.body.append(place)
  createRoot(place).render(<Fault message={failure instanceof Error ? failure.message : String(failure)} />)
}

function Fault({ message }: { readonly message: string }) {
  const words = useWords(FAULT)
  const [copied, setCopied] = useState(false)
  const copy = () => navigator.clipboard.writeText(pageStore.getState().scenario.host.rules).then(() => setCopied(true))
  return (
    <main className="floating fault">
      <div role="alert">
        <h1>{words.title}</h1>
        <p>{words.why}</p>
      </div>
      <p className="terminal">{message}</p>
      <p className="fault__ways">
        <button type="button" className="button button--solid" onClick={() => location.reload()}>
          {words.reload}
        </button>
        <button type="button" className="button" onClick={copy}>
          {copied ? words.copied : words.copy}
        </button>
      </p>
    </main>
  )
}
