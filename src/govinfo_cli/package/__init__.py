"""The bundle for upload (上传包): one zip with its manifest. Made, opened as if a stranger had made it, held against itself."""
