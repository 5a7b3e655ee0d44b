"""Files that are handed in stay in memory until they are sealed: none lies readable in a folder for temporary files."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Of a larger file nothing more than its size is kept: its form refuses it by that."""
MAX_REQUEST_BYTES = 64 * 1024 * 1024
"""Of all files of a request; the ones beyond arrive as too large."""


class MemoryUploadHandler(FileUploadHandler):
    """Takes every file of a request into memory, within the limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a chunk while there is room."""
        has_room = start + len(raw_data) <= MAX_FILE_BYTES and self._taken + len(raw_data) <= MAX_REQUEST_BYTES
        if has_room and self._file.tell() == start:
            self._file.write(raw_data)
            self._taken += len(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file; its size is the true one, or more than any form takes when the request was too large."""
        is_whole = self._file.tell() == file_size
        size = file_size if is_whole else max(file_size, MAX_FILE_BYTES + 1)
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
