import { useId } from 'react'

/** Two or more exclusive choices side by side. */
export function Choices<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly { readonly value: T; readonly label: string }[]
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset className="choices" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} className="choices__choice">
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
