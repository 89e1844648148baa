/** Put photos of one paper in their order before they are sent as the pages of one document. */
import { ActionIcon, Button, FileButton, Group, Text } from "@mantine/core";
import {
  IconArrowDown,
  IconArrowUp,
  IconCamera,
  IconPhoto,
  IconPhotoPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { plural } from "@/lib/words";
import { moved } from "./page-order";
import classes from "./composer.module.css";

const PHOTOS = "image/jpeg,image/png,image/heic,.heic";
const MOST_PHOTOS = 50;

interface Props {
  onSend: (photos: File[]) => void;
  onClose: () => void;
}

export function PageComposer({ onSend, onClose }: Props) {
  const [pages, setPages] = useState<readonly File[]>([]);
  const [said, say] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const reset = useRef<() => void>(null);
  useEffect(() => heading.current?.focus(), []);
  const add = (files: File[]): void => {
    setPages((now) => [...now, ...files].slice(0, MOST_PHOTOS));
    reset.current?.();
  };
  const move = (from: number, to: number): void => {
    setPages((now) => moved(now, from, to));
    say(`Page ${from + 1} is now page ${to + 1} of ${pages.length}.`);
  };
  const remove = (index: number): void => {
    setPages((now) => now.filter((_, place) => place !== index));
    say(`Page ${index + 1} was taken out.`);
    heading.current?.focus();
  };
  return (
    <section className={classes.composer} aria-labelledby="composer-heading" data-testid="composer">
      <h2 id="composer-heading" ref={heading} tabIndex={-1} className={classes.heading}>
        Photos of one paper
      </h2>
      <Text fz="sm" c="dimmed" mb="xs">
        Add a photo of each page. They become one document in this order.
      </Text>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ol className={classes.pages}>
        {pages.map((file, index) => (
          <li key={`${file.name}-${file.size}-${file.lastModified}-${index}`} className={classes.page}>
            <Preview file={file} />
            <span className={classes.name}>
              <strong>Page {index + 1}</strong> {file.name}
            </span>
            <Group gap={2} wrap="nowrap">
              <ActionIcon
                aria-label={`Move page ${index + 1} up`}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <IconArrowUp size={17} aria-hidden />
              </ActionIcon>
              <ActionIcon
                aria-label={`Move page ${index + 1} down`}
                disabled={index === pages.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <IconArrowDown size={17} aria-hidden />
              </ActionIcon>
              <ActionIcon aria-label={`Take out page ${index + 1}`} onClick={() => remove(index)}>
                <IconTrash size={17} aria-hidden />
              </ActionIcon>
            </Group>
          </li>
        ))}
      </ol>
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <FileButton
            resetRef={reset}
            onChange={add}
            accept={PHOTOS}
            multiple
            disabled={pages.length >= MOST_PHOTOS}
            inputProps={{ "data-testid": "page-input" } as object}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                size="sm"
                leftSection={<IconPhotoPlus size={16} aria-hidden />}
              >
                {pages.length === 0 ? "Choose photos" : "Add another page"}
              </Button>
            )}
          </FileButton>
          <FileButton onChange={(file) => file && add([file])} accept={PHOTOS} capture="environment">
            {(props) => (
              <Button
                {...props}
                variant="default"
                size="sm"
                hiddenFrom="md"
                leftSection={<IconCamera size={16} aria-hidden />}
              >
                Take a photo
              </Button>
            )}
          </FileButton>
        </Group>
        <Group gap="xs">
          <Button variant="subtle" size="sm" onClick={onClose}>
            Cancel
          </Button>
          <Button size="sm" disabled={pages.length === 0} onClick={() => onSend([...pages])}>
            {pages.length === 0 ? "Send" : `Send ${plural(pages.length, "page")} as one document`}
          </Button>
        </Group>
      </Group>
    </section>
  );
}

function Preview({ file }: { file: File }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  // Most browsers cannot show HEIC; the server can read it all the same.
  if (url === null || /heic|heif/i.test(file.type || file.name)) {
    return (
      <span className={classes.preview} aria-hidden>
        <IconPhoto size={22} />
      </span>
    );
  }
  return <img className={classes.preview} src={url} alt="" />;
}
