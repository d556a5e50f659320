/* The floor: libyaml scans and parses every file that stdin names, one a line, and builds nothing.
   cc -O2 floor.c -lyaml -o floor; find catalog -name '*.yaml' | ./floor */
#include <stdio.h>
#include <string.h>
#include <yaml.h>

int main(void) {
    char path[4096];
    unsigned long files = 0, events = 0;
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = 0;
        FILE *file = fopen(path, "rb");
        if (!file) return 1;
        yaml_parser_t parser;
        yaml_event_t event;
        yaml_parser_initialize(&parser);
        yaml_parser_set_input_file(&parser, file);
        for (int done = 0; !done;) {
            if (!yaml_parser_parse(&parser, &event)) return 1;
            done = event.type == YAML_STREAM_END_EVENT;
            yaml_event_delete(&event);
            events++;
        }
        yaml_parser_delete(&parser);
        fclose(file);
        files++;
    }
    printf("%lu files, %lu events\n", files, events);
    return 0;
}
