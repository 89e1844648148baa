/** An image behind the session: when its first load is refused, the session is renewed once and it is asked for again. */
import { type ImgHTMLAttributes, useState } from "react";
import { refreshSession } from "@/api/session";

interface Props extends Omit<ImgHTMLAttributes<HTMLImageElement>, "onError"> {
  src: string;
  alt: string;
  onFail?: () => void;
}

export function AuthImage({ src, alt, onFail, ...rest }: Props) {
  const [attempt, setAttempt] = useState({ src, count: 0 });
  const count = attempt.src === src ? attempt.count : 0;
  const onError = (): void => {
    if (count > 0) {
      onFail?.();
      return;
    }
    void refreshSession()
      .catch(() => false)
      .then((renewed) => (renewed ? setAttempt({ src, count: 1 }) : onFail?.()));
  };
  const address = count === 0 ? src : `${src}${src.includes("?") ? "&" : "?"}again=${count}`;
  return <img {...rest} src={address} alt={alt} onError={onError} />;
}
