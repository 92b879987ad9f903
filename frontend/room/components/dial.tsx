import { Icon } from "./icons";

const href = (number: string): string => `tel:${number.replace(/[^\d+]/g, "")}`;

/** A number to be called, by itself. */
export function Dial({ number }: { readonly number: string }) {
  return (
    <a class="call" href={href(number)}>
      <Icon name="Phone" />
      {number}
    </a>
  );
}

/** A sentence in which the number, where one stands, can be tapped. */
export function Dialled(props: { readonly text: string; readonly number: string }) {
  const { text, number } = props;
  const at = number ? text.indexOf(number) : -1;
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <a href={href(number)}>{number}</a>
      {text.slice(at + number.length)}
    </>
  );
}
